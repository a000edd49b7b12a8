using Azure.Storage.Blobs;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Assets;

/// <summary>Tests of the sweep for files without rows and rows without files, in a separate storage account.</summary>
[Collection<OnTheWorkbench>]
public sealed class FileSweepTests(Workbench bench) : IAsyncLifetime
{
    private const string Private = StudioContainers.Private, Public = StudioContainers.Public;
    private static readonly SweepCount Nothing = new(0, 0);

    public async ValueTask InitializeAsync()
    {
        await bench.ClearAsync();
        await bench.Engine.ExecuteAsync("delete from pending_moves");
        foreach (var container in StudioContainers.All)
        {
            await foreach (var blob in Container(container).GetBlobsAsync())
                await Container(container).DeleteBlobAsync(blob.Name);
        }
    }

    [Fact]
    public async Task Files_without_a_row_are_deleted_after_a_day_and_all_other_files_are_kept()
    {
        var seeded = await PublishedAsync();
        var photo = await AssetAsync(seeded, Private);
        var logo = await AssetAsync(seeded, Public);
        var deleted = await AssetAsync(seeded, Private, "deleted_at = now()");
        var strays = new[]
        {
            (Private, $"renders/{seeded.RenderId}/left-by-a-dead-worker.webp"),
            (Private, $"renders/{Guid.NewGuid()}/without-row.webp"), (Private, $"staging/{Guid.NewGuid()}"),
            (Private, $"{seeded.OwnerId}/inputs/{Guid.NewGuid()}.png"), (Public, "zzz"),
        };
        foreach (var (container, path) in strays)
            await PutAsync(container, path);
        var all = await ListAsync();

        Assert.Equal(Nothing, await Strays(hours: 23).RunAsync(dryRun: false, default));
        Assert.Equal(new(5, 0), await Strays(hours: 25).RunAsync(dryRun: true, default));
        Assert.Equal(all, await ListAsync());
        Assert.Equal(new(5, 5), await Strays(hours: 25).RunAsync(dryRun: false, default));

        Assert.Equal(all.Except(strays), await ListAsync());
        Assert.Contains((Private, photo), await ListAsync());
        Assert.Contains((Public, logo), await ListAsync());
        Assert.Contains((Private, deleted), await ListAsync());
        Assert.Equal(Nothing, await Strays(hours: 25).RunAsync(dryRun: false, default));
    }

    [Theory]
    [InlineData("status = 'storing', finished_at = null, " + WorkbenchRows.LiveLease)]
    [InlineData("status = 'running', finished_at = null")]
    [InlineData("status = 'failed', failure_code = 'timed_out', " + WorkbenchRows.LiveLease)]
    public async Task A_file_that_may_be_about_to_be_published_is_kept(string state)
    {
        var seeded = await PublishedAsync();
        var path = $"renders/{seeded.RenderId}/written-and-not-yet-published.webp";
        await PutAsync(Private, path);
        await bench.SetAsync(seeded, state);

        Assert.Equal(new(1, 0), await Strays(hours: 25).RunAsync(dryRun: false, default));

        Assert.Contains((Private, path), await ListAsync());
    }

    [Fact]
    public async Task A_file_is_kept_while_a_timed_out_run_may_still_deliver_it()
    {
        var seeded = await PublishedAsync();
        var path = $"renders/{seeded.RenderId}/written-and-not-yet-published.webp";
        await PutAsync(Private, path);
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
        var seeded = await PublishedAsync();
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
        await PublishedAsync();
        var picture = await bench.Engine.QueryAsync<string>("select path from variant_files where name = '0.webp'");
        var all = await ListAsync();
        await PutAsync(Public, picture);

        Assert.Equal(Nothing, await Strays(hours: 23).RunAsync(dryRun: false, default));
        Assert.Equal(new(1, 0), await Strays(hours: 25).RunAsync(dryRun: true, default));
        Assert.Equal(new(1, 1), await Strays(hours: 25).RunAsync(dryRun: false, default));
        Assert.Equal(new(1, 1), await bench.Engine.Get<PendingMovesSweep>().RunAsync(dryRun: false, default));

        Assert.Equal(all, await ListAsync());
    }

    [Fact]
    public async Task A_file_that_was_rewritten_after_it_was_listed_is_kept()
    {
        await PutAsync(Private, "stray");
        var listed = Assert.Single(await bench.Engine.Get<StoredFileList>().PagesAsync(Private, default).ToListAsync());
        await Container(Private).GetBlobClient("stray").UploadAsync(new BinaryData("other"), overwrite: true);

        Assert.False(await bench.Engine.Get<StoredFileList>().DeleteAsync(Private, Assert.Single(listed), default));

        Assert.Contains((Private, "stray"), await ListAsync());
    }

    [Fact]
    public async Task Rows_without_a_file_are_marked_until_the_file_exists_again()
    {
        var seeded = await PublishedAsync();
        var photo = await AssetAsync(seeded, Private);
        await AgeAsync();
        var picture = await bench.Engine.QueryAsync<string>("select path from variant_files where name = '0.webp'");
        await Container(Private).DeleteBlobAsync(photo);
        await Container(Private).DeleteBlobAsync(picture);
        var sweep = bench.Engine.Get<IEnumerable<ISweep>>().OfType<MissingFilesSweep>().Single();

        Assert.Equal(new(2, 0), await sweep.RunAsync(dryRun: true, default));
        Assert.Empty(await MarkedAsync());
        Assert.Equal(new(2, 2), await sweep.RunAsync(dryRun: false, default));
        Assert.Equal(new[] { photo, picture }.Order(), await MarkedAsync());
        Assert.Equal(new(2, 0), await sweep.RunAsync(dryRun: false, default));
        await PutAsync(Private, photo);
        Assert.Equal(new(1, 1), await sweep.RunAsync(dryRun: false, default));
        Assert.Equal([picture], await MarkedAsync());
    }

    [Fact]
    public async Task Recent_moved_and_deleted_rows_are_not_reported_as_missing_their_file()
    {
        var seeded = await PublishedAsync();
        var young = await AssetAsync(seeded, Private);
        await Container(Private).DeleteBlobAsync(young);
        var misplaced = await AssetAsync(seeded, Private, "created_at = now() - interval '2 hours', is_public = true");
        var deleted = await AssetAsync(
            seeded, Private, "created_at = now() - interval '2 hours', deleted_at = now()");
        await Container(Private).DeleteBlobAsync(deleted);
        var moving = await AssetAsync(seeded, Private, "created_at = now() - interval '2 hours'");
        await Container(Private).DeleteBlobAsync(moving);
        await bench.Engine.ExecuteAsync(
            "insert into pending_moves (subject_id) select id from assets where path = @moving", new { moving });

        var sweep = bench.Engine.Get<IEnumerable<ISweep>>().OfType<MissingFilesSweep>().Single();

        Assert.Equal(Nothing, await sweep.RunAsync(dryRun: false, default));
        Assert.Contains((Private, misplaced), await ListAsync());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(1000, 1000)]
    public async Task Every_file_is_matched_with_its_row_for_any_page_size(int files, int rows)
    {
        var seeded = await PublishedAsync();
        for (var i = 0; i < 5; i++)
            await AssetAsync(seeded, Private);
        await Container(Private).DeleteBlobAsync(await AssetAsync(seeded, Private));
        await PutAsync(Private, "aaa");
        await PutAsync(Private, "zzz");
        var list = new StoredFileList(bench.Engine.Get<BlobServiceClient>()) { PageSize = files };
        var merge = new BlobRowMerge(list, bench.Engine.Get<FileRowStore>()) { RowsAtATime = rows };

        var met = await merge.MergeAsync(Private, default).ToListAsync();

        Assert.Equal((2, 1), (met.Count(one => one.Row is null), met.Count(one => one.File is null)));
        Assert.Equal(met.Count, met.Select(one => one.File?.Path ?? one.Row!.Path).Distinct().Count());
        Assert.All(met, one => Assert.True(one.File is null || one.Row is null || one.File.Path == one.Row.Path));
        Assert.Equal(await bench.Engine.QueryAsync<int>("select count(distinct path)::int from variant_files") + 8, met.Count);
    }

    private BlobContainerClient Container(string name) =>
        bench.Engine.Get<BlobServiceClient>().GetBlobContainerClient(name);

    private async Task PutAsync(string container, string path) =>
        await Container(container).GetBlobClient(path).UploadAsync(new BinaryData("file"));

    private StrayFilesSweep Strays(int hours) => new(
        bench.Engine.Get<BlobRowMerge>(), bench.Engine.Get<StoredFileList>(), bench.Engine.Get<FileRowStore>(),
        bench.Engine.Get<PendingMoveStore>(), bench.Engine.Get<IOptions<SweepOptions>>(),
        new FixedClock(TimeProvider.System.GetUtcNow().AddHours(hours)));

    /// <summary>Creates a generation with a stored picture that its rows mark as public.</summary>
    private async Task<SeededGeneration> PublishedAsync()
    {
        var seeded = await bench.SeedAsync();
        await bench.StartAndFinishAsync(seeded);
        await bench.ReconcileAsync();
        await bench.CompleteAsync(seeded);
        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        return seeded;
    }

    /// <summary>Creates an asset and its file.</summary>
    private async Task<string> AssetAsync(SeededGeneration seeded, string container, string change = "kind = kind")
    {
        var path = $"{seeded.OwnerId}/inputs/{Guid.NewGuid()}.png";
        await PutAsync(container, path);
        await bench.Engine.ExecuteAsync(
            $"""
            insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height, is_public)
            values (gen_random_uuid(), @OwnerId, 'input', @path, 'image/png', 4, '', 64, 64, @isPublic);
            update assets set {change} where path = @path;
            """,
            new { seeded.OwnerId, path, isPublic = container == Public });
        return path;
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

    private async Task<IReadOnlyList<(string Container, string Path)>> ListAsync()
    {
        List<(string, string)> files = [];
        foreach (var container in StudioContainers.All)
        {
            await foreach (var blob in Container(container).GetBlobsAsync())
                files.Add((container, blob.Name));
        }

        return files;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
