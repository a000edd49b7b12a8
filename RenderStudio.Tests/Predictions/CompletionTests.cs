using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

public sealed class CompletionTests(Services services)
{
    [Fact]
    public async Task Pictures_are_published_settled_and_closed_in_one_stroke()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);

        await CompleteAsync(engine, seeded, SolidPicture.Png(255, 0, 0), SolidPicture.Png(0, 0, 255));

        Assert.Equal("succeeded 2", await engine.QueryAsync<string>(
            "select status || ' ' || delivered from generations where id = @Id", seeded));
        Assert.Equal(8, await engine.QueryAsync<int>(
            "select count(*) from variant_files where render_id = @RenderId", seeded));
        Assert.Equal(SeededGeneration.Balance - 4, await BalanceAsync(engine, seeded));
        Assert.Equal("hold settle", await LedgerAsync(engine, seeded));
        Assert.Equal("delivered", await engine.QueryAsync<string>(
            "select disposition from upstream_runs where prediction_id = @PredictionId", seeded));
    }

    [Fact]
    public async Task An_output_that_is_no_picture_is_refused_alone_and_not_charged()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);

        var page = "data:image/png;base64," + Convert.ToBase64String("<html>"u8);

        await CompleteAsync(engine, seeded, page, SolidPicture.Png(0, 0, 255));

        Assert.Equal("succeeded 1", await engine.QueryAsync<string>(
            "select status || ' ' || delivered from generations where id = @Id", seeded));
        Assert.Equal(1, await engine.QueryAsync<int>("select index from variants where render_id = @RenderId", seeded));
        Assert.Equal("hold release settle", await LedgerAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await BalanceAsync(engine, seeded));
        Assert.StartsWith("Picture 1 was rejected", await engine.QueryAsync<string>(
            "select detail from generation_events where generation_id = @Id and code = 'variant_refused'", seeded));
    }

    [Theory]
    [InlineData("https://evil.example/out.png", "output_invalid")]
    [InlineData("http://replicate.delivery/out.png", "output_invalid")]
    [InlineData("data:text/plain;base64,aGVsbG8=", "output_invalid")]
    [InlineData(null, "no_outputs")]
    public async Task Without_any_picture_the_generation_fails_and_the_hold_goes_back(string? output, string code)
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);

        await CompleteAsync(engine, seeded, output is null ? [] : [output]);

        Assert.Equal(code, await engine.QueryAsync<string>(
            "select failure_code from generations where id = @Id", seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
        Assert.Equal(0, await engine.QueryAsync<int>("select count(*) from renders", seeded));
    }

    [Fact]
    public async Task Fewer_pictures_than_asked_are_said_and_charged_plainly()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);

        await CompleteAsync(engine, seeded, SolidPicture.Png(255, 0, 0));

        Assert.Equal(SeededGeneration.Balance - 2, await BalanceAsync(engine, seeded));
        Assert.Contains("1 of 2", await engine.QueryAsync<string>(
            "select detail from generation_events where generation_id = @Id and code = 'variants_missing'", seeded));
    }

    [Fact]
    public async Task More_pictures_than_asked_are_neither_stored_nor_charged()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);

        await CompleteAsync(engine, seeded, Four(0));

        Assert.Equal("0 1", await IndexesAsync(engine, seeded));
        Assert.Equal("hold settle", await LedgerAsync(engine, seeded));
        Assert.Equal(4, await engine.QueryAsync<int>(
            "select credits from credit_entries where owner_id = @OwnerId and kind = 'settle'", seeded));
        Assert.Equal(SeededGeneration.Balance - 4, await BalanceAsync(engine, seeded));
        Assert.Equal(await PathsAsync(engine, seeded), await BlobsAsync(engine, seeded));
    }

    [Fact]
    public async Task The_surplus_of_one_prediction_takes_no_place_of_another()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        foreach (var (id, place) in seeded.Predictions.Select((id, place) => (id, place)))
        {
            var part = seeded with { Predictions = [id] };
            await HearAsync(engine, part, seeded.Run($"run{place}"), Four(place * 4));
            await engine.Get<CompletePrediction>().RunAsync(id, default);
        }

        Assert.Equal("0 1", await IndexesAsync(engine, seeded));
        Assert.Equal(seeded.Predictions, await engine.QueryAsync<Guid[]>(
            "select array_agg(prediction_id order by index) from variants where render_id = @RenderId", seeded));
        Assert.Equal(SeededGeneration.Balance - 4, await BalanceAsync(engine, seeded));
        Assert.Equal(await PathsAsync(engine, seeded), await BlobsAsync(engine, seeded));
    }

    [Fact]
    public async Task A_message_that_comes_five_times_delivers_once()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await HearSuccessAsync(engine, seeded, SolidPicture.Png(255, 0, 0), SolidPicture.Png(0, 0, 255));

        var complete = engine.Get<CompletePrediction>();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => complete.RunAsync(seeded.PredictionId, default)));

        Assert.Equal("hold settle", await LedgerAsync(engine, seeded));
        Assert.Equal(2, await engine.QueryAsync<int>(
            "select count(*) from variants where render_id = @RenderId", seeded));
    }

    [Fact]
    public async Task A_worker_whose_lease_was_taken_writes_nothing()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await HearSuccessAsync(engine, seeded, SolidPicture.Png(255, 0, 0), SolidPicture.Png(0, 0, 255));
        var frozen = (await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default))!;
        await engine.ExecuteAsync(
            "update predictions set lease_until = now() - interval '1 second' where id = @PredictionId", seeded);
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
        var before = await SnapshotAsync(engine);

        var store = engine.Get<CompletionStore>();
        Assert.False(await store.DeliverAsync(frozen, [], [], default));
        Assert.False(await store.FailAsync(frozen, FailureCode.Internal, [], default));
        Assert.False(await store.RescheduleAsync(frozen, TimeSpan.Zero, default));

        Assert.Equal(before, await SnapshotAsync(engine));
        Assert.Equal(1, await engine.QueryAsync<int>(
            "select lease_expiries from predictions where id = @PredictionId", seeded));
    }

    [Fact]
    public async Task A_worker_whose_lease_was_taken_writes_nothing_while_the_next_one_is_still_storing()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await HearSuccessAsync(engine, seeded, SolidPicture.Png(255, 0, 0), SolidPicture.Png(0, 0, 255));
        var claims = engine.Get<CompletionClaims>();
        var frozen = (await claims.TakeAsync(seeded.PredictionId, default))!;
        await engine.ExecuteAsync(
            "update predictions set lease_until = now() - interval '1 second' where id = @PredictionId", seeded);
        Assert.NotNull(await claims.TakeAsync(seeded.PredictionId, default));
        var before = await SnapshotAsync(engine);

        var store = engine.Get<CompletionStore>();
        Assert.False(await store.DeliverAsync(frozen, [], [], default));
        Assert.False(await store.FailAsync(frozen, FailureCode.Internal, [], default));
        Assert.False(await store.RescheduleAsync(frozen, TimeSpan.Zero, default));

        Assert.Equal(before, await SnapshotAsync(engine));
    }

    [Fact]
    public async Task A_success_after_the_timeout_is_delivered_free_of_charge()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        Assert.True(await engine.Get<RepairStore>().TimeOutAsync(seeded.PredictionId, default));
        Assert.Equal("timed_out", await engine.QueryAsync<string>(
            "select failure_code from generations where id = @Id", seeded));

        await CompleteAsync(engine, seeded, SolidPicture.Png(255, 0, 0), SolidPicture.Png(0, 0, 255));

        Assert.Equal("succeeded 2", await engine.QueryAsync<string>(
            "select status || ' ' || delivered from generations where id = @Id", seeded));
        Assert.Equal("hold release", await LedgerAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
    }

    [Theory]
    [InlineData("NSFW content detected. Try running it again, or try a different prompt.", "content_flagged")]
    [InlineData("The input or output was flagged as sensitive. (E005)", "content_flagged")]
    [InlineData("CUDA out of memory", "provider_failed")]
    [InlineData(null, "provider_failed")]
    public async Task A_run_that_fails_ends_its_prediction_with_a_reason(string? error, string code)
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed", error);

        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal(code, await engine.QueryAsync<string>(
            "select failure_code from generations where id = @Id", seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
    }

    [Theory]
    [InlineData("canceled", 5, "timed_out")]
    [InlineData("aborted", 5, "timed_out")]
    [InlineData("canceled", 300, "provider_failed")]
    [InlineData("aborted", null, "provider_failed")]
    [InlineData("failed", 5, "provider_failed")]
    public async Task A_run_that_is_called_off_after_the_longest_wait_of_its_owner_timed_out(
        string end, int? maxWait, string code)
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await engine.ExecuteAsync(
            """
            update generations set max_wait_seconds = @maxWait where id = @Id;
            update predictions set accepted_at = now() - interval '10 seconds' where generation_id = @Id
            """, new { maxWait, seeded.Id });
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), end);

        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal(code, await engine.QueryAsync<string>(
            "select failure_code from generations where id = @Id", seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public async Task Two_predictions_that_finish_together_close_their_generation_once_and_without_gaps()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        var parts = seeded.Predictions.Select(id => seeded with { Predictions = [id] }).ToList();
        foreach (var (part, place) in parts.Select((part, place) => (part, place)))
            await HearAsync(engine, part, seeded.Run($"run{place}"), SolidPicture.Png((byte)place, 0, 0));

        await Task.WhenAll(parts.Select(part => engine.Get<CompletePrediction>().RunAsync(part.PredictionId, default)));

        Assert.Equal("succeeded 2", await engine.QueryAsync<string>(
            "select status || ' ' || delivered from generations where id = @Id", seeded));
        Assert.True(await engine.QueryAsync<bool>(
            """
            select count(*) = max(seq) and count(*) filter (where stage = 'succeeded') = 1
            from generation_events where generation_id = @Id
            """, seeded));
    }

    [Fact]
    public async Task A_picture_that_fails_among_others_is_told_and_not_charged()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        var good = seeded with { Predictions = [seeded.Predictions[0]] };
        var bad = seeded with { Predictions = [seeded.Predictions[1]] };
        await HearAsync(engine, bad, seeded.Run("bad"), "https://evil.example/out.png");
        await engine.Get<CompletePrediction>().RunAsync(bad.PredictionId, default);
        await HearAsync(engine, good, seeded.Run("good"), SolidPicture.Png(0, 0, 255));

        await engine.Get<CompletePrediction>().RunAsync(good.PredictionId, default);

        Assert.Equal("succeeded 1", await engine.QueryAsync<string>(
            "select status || ' ' || delivered from generations where id = @Id", seeded));
        Assert.StartsWith("Picture 2 was not made", await engine.QueryAsync<string>(
            "select detail from generation_events where generation_id = @Id and code = 'output_invalid'", seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public async Task A_payload_with_a_nul_and_half_a_surrogate_pair_is_stored_or_refused_but_never_a_surprise()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");

        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed", "broken \0 text");
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal("provider_failed", await engine.QueryAsync<string>(
            "select failure_code from generations where id = @Id", seeded));
        Assert.Null(RenderStudio.Core.Replicate.ReplicatePrediction.Parse(
            """{"id": "x", "status": "failed", "error": "\ud800"}"""u8.ToArray()).Error);
    }

    internal static async Task CompleteAsync(Engine engine, SeededGeneration seeded, params string[] outputs)
    {
        await HearSuccessAsync(engine, seeded, outputs);
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
    }

    internal static Task<RunVerdict?> HearSuccessAsync(
        Engine engine, SeededGeneration seeded, params string[] outputs) =>
        HearAsync(engine, seeded, seeded.Run("a"), outputs);

    private static Task<RunVerdict?> HearAsync(
        Engine engine, SeededGeneration seeded, string run, params string[] outputs) =>
        RunUpdates.ApplyAsync(engine, seeded, run, "succeeded", null, outputs);

    /// <summary>As a data: URL, which Replicate uses for some outputs.</summary>

    /// <summary>Four pictures of which none looks like another, nor like those of another start.</summary>
    private static string[] Four(int start) =>
        [.. Enumerable.Range(start, 4).Select(place => SolidPicture.Png((byte)(place * 30), (byte)(255 - (place * 25)), 90))];

    private static Task<string> IndexesAsync(Engine engine, SeededGeneration seeded) => engine.QueryAsync<string>(
        "select string_agg(index::text, ' ' order by index) from variants where render_id = @RenderId", seeded);

    private static Task<string[]> PathsAsync(Engine engine, SeededGeneration seeded) => engine.QueryAsync<string[]>(
        """
        select array_agg(distinct path collate "C" order by path collate "C")
        from variant_files where render_id = @RenderId
        """, seeded);

    private static async Task<string[]> BlobsAsync(Engine engine, SeededGeneration seeded)
    {
        List<string> paths = [];
        foreach (var container in StudioContainers.All)
        {
            await foreach (var blob in engine.Get<BlobServiceClient>().GetBlobContainerClient(container)
                .GetBlobsAsync(new GetBlobsOptions { Prefix = StoragePaths.RenderFolder(seeded.RenderId) }))
                paths.Add(blob.Name);
        }

        return [.. paths.Order(StringComparer.Ordinal)];
    }

    private static Task<int> BalanceAsync(Engine engine, SeededGeneration seeded) =>
        engine.QueryAsync<int>("select balance from accounts where owner_id = @OwnerId", seeded);

    private static Task<string> LedgerAsync(Engine engine, SeededGeneration seeded) =>
        engine.QueryAsync<string>(
            "select string_agg(kind, ' ' order by kind) from credit_entries where owner_id = @OwnerId", seeded);

    private static Task<string> SnapshotAsync(Engine engine) => engine.QueryAsync<string>(
        """
        select concat((select json_agg(p) from predictions p), (select json_agg(g) from generations g),
            (select json_agg(v) from variant_files v), (select json_agg(c) from credit_entries c),
            (select json_agg(e) from generation_events e), (select json_agg(r) from upstream_runs r))
        """);
}
