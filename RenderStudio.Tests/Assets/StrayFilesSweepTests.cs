using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Assets;

/// <summary>The sweep of files without rows, in a separate storage account.</summary>
[Collection<OnTheWorkbench>]
public sealed class StrayFilesSweepTests(Workbench bench) : IAsyncLifetime
{
    private const string Private = StudioContainers.Private, Public = StudioContainers.Public;
    private static readonly SweepCount Nothing = new(0, 0);
    private readonly SweptFiles files = new(bench);

    public async ValueTask InitializeAsync() => await files.ClearAsync();

    [Fact]
    public async Task Files_without_a_row_are_deleted_after_a_day_and_all_other_files_are_kept()
    {
        var seeded = await files.PublishedAsync();
        var photo = await files.AssetAsync(seeded, Private);
        var logo = await files.AssetAsync(seeded, Public);
        var deleted = await files.AssetAsync(seeded, Private, "deleted_at = now()");
        var strays = new[]
        {
            (Private, $"renders/{seeded.RenderId}/left-by-a-dead-worker.webp"),
            (Private, $"renders/{Guid.NewGuid()}/without-row.webp"), (Private, $"staging/{Guid.NewGuid()}"),
            (Private, $"{seeded.OwnerId}/inputs/{Guid.NewGuid()}.png"), (Public, "zzz"),
        };
        foreach (var (container, path) in strays)
            await files.PutAsync(container, path);
        var all = await files.ListAsync();

        Assert.Equal(Nothing, await Strays(hours: 23).RunAsync(dryRun: false, default));
        Assert.Equal(new(5, 0), await Strays(hours: 25).RunAsync(dryRun: true, default));
        Assert.Equal(all, await files.ListAsync());
        Assert.Equal(new(5, 5), await Strays(hours: 25).RunAsync(dryRun: false, default));

        Assert.Equal(all.Except(strays), await files.ListAsync());
        Assert.Contains((Private, photo), await files.ListAsync());
        Assert.Contains((Public, logo), await files.ListAsync());
        Assert.Contains((Private, deleted), await files.ListAsync());
        Assert.Equal(Nothing, await Strays(hours: 25).RunAsync(dryRun: false, default));
    }

    [Theory]
    [InlineData("status = 'storing', finished_at = null, " + WorkbenchRows.LiveLease)]
    [InlineData("status = 'running', finished_at = null")]
    [InlineData("status = 'failed', failure_code = 'timed_out', " + WorkbenchRows.LiveLease)]
    public async Task A_file_that_may_be_about_to_be_published_is_kept(string state)
    {
        var seeded = await files.PublishedAsync();
        var path = $"renders/{seeded.RenderId}/written-and-not-yet-published.webp";
        await files.PutAsync(Private, path);
        await bench.SetAsync(seeded, state);

        Assert.Equal(new(1, 0), await Strays(hours: 25).RunAsync(dryRun: false, default));

        Assert.Contains((Private, path), await files.ListAsync());
    }

    [Fact]
    public async Task A_file_is_kept_while_a_timed_out_run_may_still_deliver_it()
    {
        var seeded = await files.PublishedAsync();
        var path = $"renders/{seeded.RenderId}/written-and-not-yet-published.webp";
        await files.PutAsync(Private, path);
        await bench.SetAsync(seeded, "status = 'failed', failure_code = 'timed_out', lease_token = null");
        await bench.Engine.ExecuteAsync(
            "update upstream_runs set disposition = 'open' where prediction_id = @PredictionId", seeded);

        Assert.Equal(new(1, 0), await Strays(hours: 25).RunAsync(dryRun: false, default));

        await bench.Engine.ExecuteAsync(
            "update upstream_runs set disposition = 'lost' where prediction_id = @PredictionId", seeded);
        Assert.Equal(new(1, 1), await Strays(hours: 25).RunAsync(dryRun: false, default));
    }

    [Fact]
    public async Task The_sweep_waits_for_a_file_that_is_being_published_and_keeps_it()
    {
        var seeded = await files.PublishedAsync();
        var path = $"renders/{seeded.RenderId}/published-at-this-moment.webp";
        await using var publisher = await bench.Engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var publishing = await publisher.BeginTransactionAsync();
        await publisher.ExecuteAsync(
            """
            select from generations where id = @Id for update;
            insert into variant_files (render_id, name, index, path, sha256, bytes, width, height)
            values (@RenderId, '0_new.webp', 0, @path, '', 4, 64, 64)
            """, new { seeded.Id, seeded.RenderId, path });
        var deletions = 0;

        var sweeping = bench.Engine.Get<FileRowStore>().DeleteUnreferencedAsync(path, () =>
        {
            deletions++;
            return Task.FromResult(true);
        }, default);
        await Eventually.BecomesTrueAsync(async () => sweeping.IsCompleted || await bench.Engine.QueryAsync<bool>(
            """
            select exists (select from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock')
            """));
        await publishing.CommitAsync();

        Assert.False(await sweeping);
        Assert.Equal(0, deletions);
    }

    [Fact]
    public async Task A_copy_in_the_container_that_its_row_does_not_name_is_deleted()
    {
        await files.PublishedAsync();
        var picture = await bench.Engine.QueryAsync<string>("select path from variant_files where name = '0.webp'");
        var all = await files.ListAsync();
        await files.PutAsync(Public, picture);

        Assert.Equal(Nothing, await Strays(hours: 23).RunAsync(dryRun: false, default));
        Assert.Equal(new(1, 0), await Strays(hours: 25).RunAsync(dryRun: true, default));
        Assert.Equal(new(1, 1), await Strays(hours: 25).RunAsync(dryRun: false, default));
        Assert.Equal(new(1, 1), await bench.Engine.Get<PendingMovesSweep>().RunAsync(dryRun: false, default));

        Assert.Equal(all, await files.ListAsync());
    }

    [Fact]
    public async Task A_file_that_was_rewritten_after_it_was_listed_is_kept()
    {
        await files.PutAsync(Private, "stray");
        var listed = Assert.Single(await bench.Engine.Get<StoredFileList>().PagesAsync(Private, default).ToListAsync());
        await files.Container(Private).GetBlobClient("stray").UploadAsync(new BinaryData("other"), overwrite: true);

        Assert.False(await bench.Engine.Get<StoredFileList>().DeleteAsync(Private, Assert.Single(listed), default));

        Assert.Contains((Private, "stray"), await files.ListAsync());
    }

    private StrayFilesSweep Strays(int hours) => new(
        bench.Engine.Get<BlobRowMerge>(), bench.Engine.Get<StoredFileList>(), bench.Engine.Get<FileRowStore>(),
        bench.Engine.Get<PendingMoveStore>(), bench.Engine.Get<IOptions<SweepOptions>>(),
        new FixedClock(TimeProvider.System.GetUtcNow().AddHours(hours)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
