using RenderStudio.Core.Blobs;

namespace RenderStudio.Tests.Blobs;

public sealed class StoragePathsTests
{
    private static readonly Guid Owner = Guid.NewGuid();
    private static readonly Guid Name = Guid.NewGuid();
    private static readonly Guid Other = Guid.NewGuid();

    [Fact]
    public void All_files_of_an_owner_are_in_their_folder()
    {
        Assert.Equal($"{Owner}/", StoragePaths.OwnerFolder(Owner));
        Assert.Equal($"{Owner}/inputs/{Name}.png", StoragePaths.Input(Owner, Name, "png"));
        Assert.Equal($"{Owner}/logos/primary-{Name}.png", StoragePaths.Logo(Owner, "primary", Name, "png"));
        Assert.Equal($"{Owner}/profile/avatar-{Name}.png", StoragePaths.Avatar(Owner, Name, "png"));
        Assert.Equal($"{Owner}/{Name}/{Other}_stencil.png",
            StoragePaths.JobAsset(Owner, Name, Other, "_stencil", "png"));
    }

    [Fact]
    public void A_staged_upload_is_outside_every_owners_folder() =>
        Assert.Equal($"staging/{Name}", StoragePaths.Staging(Name));

    [Fact]
    public void The_path_of_a_render_file_contains_the_render_id()
    {
        Assert.Equal($"renders/{Name}/", StoragePaths.RenderFolder(Name));
        Assert.Equal($"renders/{Name}/abc.webp", StoragePaths.RenderFile(Name, "abc"));
        Assert.Equal(Name, StoragePaths.RenderOf(StoragePaths.RenderFile(Name, "abc", "json")));
    }

    [Fact]
    public void Any_other_path_has_no_render_id()
    {
        string[] others =
        [
            "", "renders", $"renders/{Name}", $"renders/{Name}/a/b", "renders/a/b.webp", $"Renders/{Name}/a.webp",
            StoragePaths.Input(Name, Other, "png"), $"/renders/{Name}/a.webp",
        ];

        Assert.All(others, other => Assert.Null(StoragePaths.RenderOf(other)));
    }
}
