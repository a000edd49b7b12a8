using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.Faults;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Faults;

/// <summary>The audit finds each planted fault, and nothing in a consistent state.</summary>
[Collection<OnTheFaultyEngine>]
public sealed class AuditTests(FaultyEngine bench) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    public async ValueTask DisposeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task A_published_render_without_work_in_progress_passes()
    {
        var generation = await new Walk(bench, webhooks: true).RunAsync();
        var (render, owner) = await bench.Engine.QueryAsync<(Guid, Guid)>(
            "select id, owner_id from renders where generation_id = @generation", new { generation });
        Assert.Null(await bench.Engine.Get<ChangeVisibility>().RunAsync(render, owner, true, default));

        var report = await Audit(crashes: 0).RunAsync([generation]);

        var paths = await bench.Engine.QueryAsync<int>(
            "select count(distinct path)::int from variant_files where render_id = @render", new { render });
        Assert.Equal(paths, report.Files);
        Assert.InRange(report.Files, 1, 4);
    }

    [Fact]
    public async Task A_run_without_a_run_reference_is_found()
    {
        var run = await BuyAsync(webhook: null);
        Assert.Contains($"{run.Id} is succeeded at Replicate and names no prediction", await FindAsync());
    }

    [Fact]
    public async Task A_run_of_a_prediction_that_no_erasure_removed_is_found()
    {
        var run = await BuyAsync(Webhook);
        var fault = $"{run.Id}, created {run.CreatedAt:O}, is succeeded at Replicate and its prediction has no row";
        Assert.Contains(fault, await FindAsync());

        await EraseAsync();
        await Audit(crashes: 0).RunAsync([]);

        await bench.Engine.ExecuteAsync("update erasures set finished_at = @CreatedAt - interval '1 second'", run);
        Assert.Contains(fault, await FindAsync());
    }

    [Theory]
    [InlineData("succeeded", true)]
    [InlineData("failed", true)]
    [InlineData("canceled", true)]
    [InlineData("starting", false)]
    [InlineData("processing", false)]
    public void A_run_of_an_erased_prediction_may_have_ended_in_any_way_and_must_have_ended(string status, bool passes)
    {
        var now = TimeProvider.System.GetUtcNow();
        var run = new RecordedRun
        {
            Id = "erased",
            Status = status,
            Prompt = "a room",
            CreatedAt = now,
            Webhook = new(Webhook),
            Deliveries = [],
            OddAnswers = [],
        };

        var fault = new AuditRuns(new Dictionary<string, string>(), new HashSet<Guid>(), now.UtcDateTime).Fault(run);

        Assert.Equal(passes, fault is null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_photo_with_other_bytes_than_its_row_names_is_found(bool isPublic)
    {
        var owner = (await SeededGeneration.CreateAsync(bench.Engine)).OwnerId;
        await bench.Engine.Get<UploadAsset>().RunAsync(
            AssetKind.Input, null, Drawing.Quarters(100, 80).EncodeJpeg(), new(owner), default);
        var (id, path) = await bench.Engine.QueryAsync<(Guid, string)>(
            "select id, path from assets where owner_id = @owner", new { owner });
        if (isPublic)
            Assert.Null(await bench.Engine.Get<ChangeVisibility>().RunAsync(id, owner, true, default));

        await IsReadAsync(StudioContainers.Of(isPublic), path);
    }

    [Fact]
    public async Task A_published_file_with_other_bytes_than_its_row_names_is_found()
    {
        var render = await PublishAsync();
        foreach (var path in render.Paths)
            await IsReadAsync(StudioContainers.Public, path);
    }

    [Theory]
    [InlineData("stored_files")]
    [InlineData("stored_bytes")]
    public async Task An_account_that_counts_other_files_than_its_blobs_is_found(string number)
    {
        var render = await PublishAsync();
        Assert.DoesNotContain("counts", await FindAsync());

        await bench.Engine.ExecuteAsync($"update accounts set {number} = {number} + 1 where owner_id = @OwnerId", render);

        Assert.Contains($"{render.OwnerId} counts", await FindAsync());
    }

    [Theory]
    [InlineData("private", "renders/{0}/a.webp")]
    [InlineData("private", "{0}/inputs/a.png")]
    [InlineData("private", "staging/{0}")]
    [InlineData("private", "a.webp")]
    [InlineData("public", "renders/{0}/a.webp")]
    [InlineData("public", "{0}/inputs/a.png")]
    public async Task A_blob_that_no_row_names_is_found(string container, string path)
    {
        path = string.Format(null, path, Guid.NewGuid());
        await WriteAsync(container, path);
        Assert.Contains($"{container}/{path}", await FindAsync());
    }

    [Fact]
    public async Task A_file_of_a_failed_completion_is_expected_in_private_and_found_in_public()
    {
        var folder = StoragePaths.RenderFolder((await SeededGeneration.CreateAsync(bench.Engine)).RenderId);
        await WriteAsync(StudioContainers.Private, $"{folder}left.webp");
        await WriteAsync(StudioContainers.Public, $"{folder}left.webp");

        var found = await FindAsync();

        Assert.Contains($"public/{folder}", found);
        Assert.DoesNotContain($"private/{folder}", found);
    }

    [Fact]
    public async Task A_copy_in_the_other_container_is_found_unless_a_pending_move_names_it()
    {
        var render = await PublishAsync();
        await WriteAsync(StudioContainers.Private, render.Paths[0]);
        Assert.Contains($"private/{render.Paths[0]}", await FindAsync());

        await bench.Engine.ExecuteAsync("insert into pending_moves (subject_id) values (@Id)", render);
        Assert.DoesNotContain($"private/{render.Paths[0]}", await FindAsync());
    }

    [Fact]
    public async Task Hidden_messages_beyond_those_of_crashed_instances_are_found()
    {
        var queue = bench.Queues.GetQueueClient(StudioQueues.PredictionStarts);
        await queue.SendMessageAsync("hidden", visibilityTimeout: TimeSpan.FromHours(1));
        Assert.Contains($"{queue.Name}: 1 hidden messages", await FindAsync());

        await Audit(crashes: 1).RunAsync([]);
        for (var more = 0; more < 24; more++)
            await queue.SendMessageAsync("hidden", visibilityTimeout: TimeSpan.FromHours(1));
        Assert.Contains($"{queue.Name}: 25 hidden messages", await FindAsync(crashes: 1));
    }

    private static string Webhook => $"https://studio.example.com/hook?prediction={Guid.NewGuid()}&attempt=1";

    private Audit Audit(int crashes) =>
        new(bench.Database, bench.Blobs, bench.Queues, bench.Upstream, crashes) { MessageTurn = TimeSpan.Zero };

    private async Task<string> FindAsync(int crashes = 0) =>
        (await Assert.ThrowsAsync<StormException>(() => Audit(crashes).RunAsync([]))).Message;

    private async Task<RecordedRun> BuyAsync(string? webhook)
    {
        var bought = await bench.Replicate.CreateAsync(new { prompt = $"a bright {bench.Word}" }, webhook);
        await bench.Replicate.BecomesAsync(bought.Id, "succeeded");
        return Assert.Single(await bench.Upstream.ReadAsync());
    }

    private async Task EraseAsync()
    {
        await bench.Engine.ExecuteAsync(
            """
            insert into owners (id, issuer, subject, erased_at) values (@owner, 'erased', @owner::text, now());
            insert into erasures (id, owner_id, next_try_at, finished_at)
            values (@owner, @owner, now(), clock_timestamp());
            """, new { owner = Guid.CreateVersion7() });
    }

    private async Task<StoredRender> PublishAsync()
    {
        var render = await StoredRender.CreateAsync(bench.Engine);
        Assert.Null(await bench.Engine.Get<ChangeVisibility>().RunAsync(render.Id, render.OwnerId, true, default));
        return render;
    }

    /// <summary>The audit finds that the file has other bytes, and that it is missing.</summary>
    private async Task IsReadAsync(string container, string path)
    {
        var blob = bench.Blobs.GetBlobContainerClient(container).GetBlobClient(path);
        var length = (int)(await blob.GetPropertiesAsync()).Value.ContentLength;
        await WriteAsync(container, path, new byte[length]);
        Assert.Contains($"{container}/{path} holds {length} bytes", await FindAsync());
        await blob.DeleteAsync();
        Assert.Contains($"{container}/{path} is missing", await FindAsync());
    }

    private async Task WriteAsync(string container, string path, byte[]? bytes = null) =>
        await bench.Blobs.GetBlobContainerClient(container).GetBlobClient(path)
            .UploadAsync(new BinaryData(bytes ?? [1, 2, 3]), overwrite: true);
}
