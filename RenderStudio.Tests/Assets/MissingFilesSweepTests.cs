using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Assets;

/// <summary>The sweep of rows without a file, in a separate storage account.</summary>
[Collection<OnTheWorkbench>]
public sealed class MissingFilesSweepTests(Workbench bench) : IAsyncLifetime
{
    private const string Private = StudioContainers.Private;
    private static readonly SweepCount Nothing = new(0, 0);
    private readonly SweptFiles files = new(bench);

    public async ValueTask InitializeAsync() => await files.ClearAsync();

    [Fact]
    public async Task Rows_without_a_file_are_marked_until_the_file_exists_again()
    {
        var seeded = await files.PublishedAsync();
        var photo = await files.AssetAsync(seeded, Private);
        await AgeAsync();
        var picture = await bench.Engine.QueryAsync<string>("select path from variant_files where name = '0.webp'");
        await files.Container(Private).DeleteBlobAsync(photo);
        await files.Container(Private).DeleteBlobAsync(picture);
        var sweep = bench.Engine.Get<IEnumerable<ISweep>>().OfType<MissingFilesSweep>().Single();

        Assert.Equal(new(2, 0), await sweep.RunAsync(dryRun: true, default));
        Assert.Empty(await MarkedAsync());
        Assert.Equal(new(2, 2), await sweep.RunAsync(dryRun: false, default));
        Assert.Equal(new[] { photo, picture }.Order(), await MarkedAsync());
        Assert.Equal(new(2, 0), await sweep.RunAsync(dryRun: false, default));
        await files.PutAsync(Private, photo);
        Assert.Equal(new(1, 1), await sweep.RunAsync(dryRun: false, default));
        Assert.Equal([picture], await MarkedAsync());
    }

    [Fact]
    public async Task Recent_moved_and_deleted_rows_are_not_reported_as_missing_their_file()
    {
        var seeded = await files.PublishedAsync();
        var young = await files.AssetAsync(seeded, Private);
        await files.Container(Private).DeleteBlobAsync(young);
        var misplaced = await files.AssetAsync(
            seeded, Private, "created_at = now() - interval '2 hours', is_public = true");
        var deleted = await files.AssetAsync(
            seeded, Private, "created_at = now() - interval '2 hours', deleted_at = now()");
        await files.Container(Private).DeleteBlobAsync(deleted);
        var moving = await files.AssetAsync(seeded, Private, "created_at = now() - interval '2 hours'");
        await files.Container(Private).DeleteBlobAsync(moving);
        await bench.Engine.ExecuteAsync(
            "insert into pending_moves (subject_id) select id from assets where path = @moving", new { moving });

        var sweep = bench.Engine.Get<IEnumerable<ISweep>>().OfType<MissingFilesSweep>().Single();

        Assert.Equal(Nothing, await sweep.RunAsync(dryRun: false, default));
        Assert.Contains((Private, misplaced), await files.ListAsync());
    }

    private Task AgeAsync() => bench.Engine.ExecuteAsync(
        """
        update assets set created_at = now() - interval '2 hours';
        update variants set created_at = now() - interval '2 hours';
        """);

    private Task<string[]> MarkedAsync() => bench.Engine.QueryAsync<string[]>(
        """
        select array(select path from assets where missing_since is not null
            union select path from variant_files where missing_since is not null order by 1)
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
