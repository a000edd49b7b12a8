using System.Net;
using System.Net.Http.Json;
using RenderStudio.Testing.App;
using static RenderStudio.Tests.Renders.OwnersLibrary;

namespace RenderStudio.Tests.Renders;

/// <summary>Deletion of a render by its owner, and its restoration, over HTTP.</summary>
public sealed class DeletedRenderTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.App;
    private OwnersLibrary library = null!;

    public async ValueTask InitializeAsync() => library = await OwnersLibrary.CreateAsync(app);

    public ValueTask DisposeAsync()
    {
        library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_deleted_render_is_hidden_everywhere_and_can_be_restored()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await library.Owner.DeleteAsync(library.First)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await library.Owner.DeleteAsync(library.First)).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await library.Owner.GetAsync(library.First)).StatusCode);
        var changed = await library.Owner.PatchAsJsonAsync(library.First, new { favorite = true });
        Assert.Equal(HttpStatusCode.NotFound, changed.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await library.PublishAsync(library.Owner, true)).StatusCode);
        Assert.Equal(library.Ids.Skip(1), await library.ListedAsync(""));
        Assert.Equal(library.Ids.Take(1), await library.ListedAsync("?deleted=true"));

        await OkAsync(await library.Owner.PostAsync($"{library.First}/restore", null));
        await OkAsync(await library.Owner.PostAsync($"{library.First}/restore", null));
        Assert.Equal(library.Ids, await library.ListedAsync(""));
        Assert.Empty(await library.ListedAsync("?deleted=true"));
    }

    [Fact]
    public async Task A_deleted_render_cannot_be_restored_after_seven_days()
    {
        await library.Owner.DeleteAsync(library.First);
        await app.QueryAsync<int>(
            "update renders set deleted_at = now() - interval '7 days' where id = @id", new { id = library.Ids[0] });

        var restored = await library.Owner.PostAsync($"{library.First}/restore", null);

        Assert.Equal(HttpStatusCode.NotFound, restored.StatusCode);
        Assert.Empty(await library.ListedAsync("?deleted=true"));
    }

    [Fact]
    public async Task A_repeated_deletion_does_not_extend_the_time_to_restore_a_render()
    {
        await library.Owner.DeleteAsync(library.First);
        await app.QueryAsync<int>(
            "update renders set deleted_at = now() - interval '6 days' where id = @id", new { id = library.Ids[0] });

        Assert.Equal(HttpStatusCode.NoContent, (await library.Owner.DeleteAsync(library.First)).StatusCode);

        Assert.True(await app.QueryAsync<bool>(
            "select deleted_at <= now() - interval '6 days' from renders where id = @id", new { id = library.Ids[0] }));
    }
}
