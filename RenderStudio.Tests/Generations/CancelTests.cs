using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Predictions;

namespace RenderStudio.Tests.Generations;

public sealed class CancelTests(Services services)
{
    [Fact]
    public async Task A_waiting_generation_is_canceled_at_once_and_its_hold_is_released_once()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 3, variantsEach: 1);

        await CancelAsync(engine, seeded);
        await CancelAsync(engine, seeded);

        Assert.Equal("canceled", await StatusAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
        Assert.Equal(1, await engine.QueryAsync<int>(
            "select count(*) from generation_events where stage = 'canceled'"));
        Assert.True(await engine.QueryAsync<bool>(
            "select canceled_at is not null from generations where id = @Id", seeded));
    }

    [Fact]
    public async Task A_canceled_start_that_upstream_does_not_accept_ends_without_a_retry()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        var (claims, starts) = (engine.Get<StartClaimStore>(), engine.Get<StartStore>());
        var claimed = (await claims.ClaimAsync(seeded.PredictionId, default))!;
        Assert.True(await claims.AboutToSendAsync(claimed, default));

        await CancelAsync(engine, seeded);
        Assert.Equal("pending", await StatusAsync(engine, seeded));
        await starts.NotAcceptedAsync(claimed, TimeSpan.FromSeconds(1), default);

        Assert.Equal("canceled", await StatusAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public async Task A_canceled_start_does_not_call_upstream()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        var (claims, starts) = (engine.Get<StartClaimStore>(), engine.Get<StartStore>());
        var claimed = (await claims.ClaimAsync(seeded.PredictionId, default))!;

        await CancelAsync(engine, seeded);

        Assert.False(await claims.AboutToSendAsync(claimed, default));
        await starts.NotSentAsync(claimed, default);
        Assert.Equal("canceled", await StatusAsync(engine, seeded));
    }

    [Fact]
    public async Task A_run_whose_start_reply_arrives_after_the_cancel_is_canceled_in_the_next_round()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        var (claims, starts) = (engine.Get<StartClaimStore>(), engine.Get<StartStore>());
        var claimed = (await claims.ClaimAsync(seeded.PredictionId, default))!;
        Assert.True(await claims.AboutToSendAsync(claimed, default));

        await CancelAsync(engine, seeded);
        Assert.True(await starts.QueuedAsync(claimed, seeded.Run("a"), "starting", default));

        var stuck = Assert.Single(
            await engine.Get<StuckStore>().NextBatchAsync(Guid.Empty, DateTime.UnixEpoch, default));
        Assert.Equal(Repair.CancelUpstream, Repairs.Decide(stuck, maxLeaseExpiries: 3, listed: true));
    }

    [Theory]
    [InlineData("starting")]
    [InlineData("processing")]
    public async Task An_accepted_prediction_is_canceled_after_upstream_confirms(string upstream)
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), upstream);

        await CancelAsync(engine, seeded);
        Assert.NotEqual("canceled", await StatusAsync(engine, seeded));
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "canceled");
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal("canceled", await StatusAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public async Task Pictures_that_are_ready_before_the_cancel_are_delivered_and_charged()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");

        await CancelAsync(engine, seeded);
        await CompletionTests.CompleteAsync(
            engine, seeded, SolidPicture.Png(9, 9, 9), SolidPicture.Png(8, 8, 8));

        Assert.Equal("succeeded", await StatusAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance - 4, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public async Task A_cancel_has_no_effect_while_pictures_are_stored()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await CompletionTests.ApplySuccessAsync(
            engine, seeded, SolidPicture.Png(9, 9, 9), SolidPicture.Png(8, 8, 8));
        Assert.NotNull(await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default));

        await CancelAsync(engine, seeded);

        Assert.Equal("storing", await StatusAsync(engine, seeded));
        Assert.True(await engine.QueryAsync<bool>(
            "select cancel_requested_at is null from predictions where id = @PredictionId", seeded));
    }

    [Fact]
    public async Task Unfinished_predictions_are_canceled_and_delivered_pictures_are_kept_and_charged()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 3, variantsEach: 1);
        var first = seeded with { Predictions = [seeded.Predictions[0]] };
        await CompletionTests.CompleteAsync(engine, first, SolidPicture.Png(9, 9, 9));

        await CancelAsync(engine, seeded);

        Assert.Equal("succeeded", await StatusAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await BalanceAsync(engine, seeded));
        Assert.True(await engine.QueryAsync<bool>(
            "select canceled_at is not null and delivered = 1 from generations where id = @Id", seeded));
    }

    [Fact]
    public async Task A_cancel_request_persists_beyond_the_timeout()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");

        await CancelAsync(engine, seeded);
        Assert.True(await engine.Get<RepairStore>().TimeOutAsync(seeded.PredictionId, default));

        Assert.Equal("canceled", await StatusAsync(engine, seeded));
    }

    [Fact]
    public async Task A_race_of_cancel_and_completion_has_one_final_status_that_matches_the_ledger()
    {
        await using var engine = await Engine.StartAsync(services);
        HashSet<string> ends = [];
        for (var round = 0; round < 60; round++)
        {
            var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
            var parts = seeded.Predictions.Select(id => seeded with { Predictions = [id] }).ToList();
            var run = parts.Select((part, place) => RaceAsync(engine, part, seeded.Run($"r{place}"), round % 4));

            await Task.WhenAll([.. run, CancelAsync(engine, seeded), CancelAsync(engine, seeded)]);
            foreach (var (part, place) in parts.Select((part, place) => (part, place)))
            {
                await RunUpdates.ApplyAsync(engine, part, seeded.Run($"r{place}"), "canceled");
                await engine.Get<CompletePrediction>().RunAsync(part.PredictionId, default);
            }

            ends.Add(await StatusAsync(engine, seeded));
            var charged = SeededGeneration.Balance - await BalanceAsync(engine, seeded);
            Assert.Equal(charged, 2 * await engine.QueryAsync<int>(
                "select delivered from generations where id = @Id", seeded));
            Assert.True(await engine.QueryAsync<bool>(
                """
                select count(*) = max(seq) and count(*) filter (where stage in ('succeeded', 'failed', 'canceled')) = 1
                from generation_events where generation_id = @Id
                """, seeded));
        }

        Assert.Equal(["canceled", "succeeded"], ends.Order());
    }

    [Fact]
    public async Task Another_owner_cannot_cancel_a_generation()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);

        var problem = await engine.Get<CancelGeneration>().RunAsync(seeded.Id, new(Guid.NewGuid()), default);

        Assert.Equal(Core.ProblemCode.NotFound, problem!.Code);
        Assert.Equal("pending", await StatusAsync(engine, seeded));
    }

    private static async Task RaceAsync(Engine engine, SeededGeneration part, string run, int lead)
    {
        for (var i = 0; i < lead; i++)
            await engine.QueryAsync<int>("select 1");
        await RunUpdates.ApplyAsync(engine, part, run, "processing");
        await RunUpdates.ApplyAsync(engine, part, run, "succeeded", null, SolidPicture.Png(1, 2, 3));
        await engine.Get<CompletePrediction>().RunAsync(part.PredictionId, default);
    }

    private static async Task CancelAsync(Engine engine, SeededGeneration seeded) =>
        Assert.Null(await engine.Get<CancelGeneration>().RunAsync(seeded.Id, new Caller(seeded.OwnerId), default));

    private static Task<string> StatusAsync(Engine engine, SeededGeneration seeded) =>
        engine.QueryAsync<string>("select status from generations where id = @Id", seeded);

    private static Task<int> BalanceAsync(Engine engine, SeededGeneration seeded) =>
        engine.QueryAsync<int>("select balance from accounts where owner_id = @OwnerId", seeded);
}
