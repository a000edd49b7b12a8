using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

public sealed class CompletionTests(Services services)
{
    [Fact]
    public async Task A_completion_stores_pictures_settles_credits_and_closes_the_generation()
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
    public async Task An_output_that_is_not_a_picture_is_rejected_and_not_charged()
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
    public async Task A_generation_without_any_picture_fails_and_its_hold_is_released(string? output, string code)
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
    public async Task Fewer_pictures_than_requested_are_reported_and_only_these_are_charged()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);

        await CompleteAsync(engine, seeded, SolidPicture.Png(255, 0, 0));

        Assert.Equal(SeededGeneration.Balance - 2, await BalanceAsync(engine, seeded));
        Assert.Contains("1 of 2", await engine.QueryAsync<string>(
            "select detail from generation_events where generation_id = @Id and code = 'variants_missing'", seeded));
    }

    [Fact]
    public async Task Surplus_pictures_are_neither_stored_nor_charged()
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
    public async Task Surplus_pictures_of_one_prediction_take_no_index_of_another()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        foreach (var (id, place) in seeded.Predictions.Select((id, place) => (id, place)))
        {
            var part = seeded with { Predictions = [id] };
            await ApplyAsync(engine, part, seeded.Run($"run{place}"), Four(place * 4));
            await engine.Get<CompletePrediction>().RunAsync(id, default);
        }

        Assert.Equal("0 1", await IndexesAsync(engine, seeded));
        Assert.Equal(seeded.Predictions, await engine.QueryAsync<Guid[]>(
            "select array_agg(prediction_id order by index) from variants where render_id = @RenderId", seeded));
        Assert.Equal(SeededGeneration.Balance - 4, await BalanceAsync(engine, seeded));
        Assert.Equal(await PathsAsync(engine, seeded), await BlobsAsync(engine, seeded));
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

    [Fact]
    public async Task A_failed_picture_among_others_is_reported_and_not_charged()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        var good = seeded with { Predictions = [seeded.Predictions[0]] };
        var bad = seeded with { Predictions = [seeded.Predictions[1]] };
        await ApplyAsync(engine, bad, seeded.Run("bad"), "https://evil.example/out.png");
        await engine.Get<CompletePrediction>().RunAsync(bad.PredictionId, default);
        await ApplyAsync(engine, good, seeded.Run("good"), SolidPicture.Png(0, 0, 255));

        await engine.Get<CompletePrediction>().RunAsync(good.PredictionId, default);

        Assert.Equal("succeeded 1", await engine.QueryAsync<string>(
            "select status || ' ' || delivered from generations where id = @Id", seeded));
        Assert.StartsWith("Picture 2 was not made", await engine.QueryAsync<string>(
            "select detail from generation_events where generation_id = @Id and code = 'output_invalid'", seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await BalanceAsync(engine, seeded));
    }

    internal static async Task CompleteAsync(Engine engine, SeededGeneration seeded, params string[] outputs)
    {
        await ApplySuccessAsync(engine, seeded, outputs);
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
    }

    internal static Task<RunVerdict?> ApplySuccessAsync(
        Engine engine, SeededGeneration seeded, params string[] outputs) =>
        ApplyAsync(engine, seeded, seeded.Run("a"), outputs);

    internal static Task<RunVerdict?> ApplyAsync(
        Engine engine, SeededGeneration seeded, string run, params string[] outputs) =>
        RunUpdates.ApplyAsync(engine, seeded, run, "succeeded", null, outputs);

    /// <summary>Four pictures that differ from each other and from those of another start value.</summary>
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

    internal static Task<int> BalanceAsync(Engine engine, SeededGeneration seeded) =>
        engine.QueryAsync<int>("select balance from accounts where owner_id = @OwnerId", seeded);

    internal static Task<string> LedgerAsync(Engine engine, SeededGeneration seeded) =>
        engine.QueryAsync<string>(
            "select string_agg(kind, ' ' order by kind) from credit_entries where owner_id = @OwnerId", seeded);

    internal static Task<string> SnapshotAsync(Engine engine) => engine.QueryAsync<string>(
        """
        select concat((select json_agg(p) from predictions p), (select json_agg(g) from generations g),
            (select json_agg(v) from variant_files v), (select json_agg(c) from credit_entries c),
            (select json_agg(e) from generation_events e), (select json_agg(r) from upstream_runs r))
        """);
}
