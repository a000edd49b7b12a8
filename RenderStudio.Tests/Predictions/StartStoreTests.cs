using RenderStudio.Core.Predictions;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

public sealed class StartStoreTests(Services services)
{
    [Fact]
    public async Task A_prediction_that_is_claimed_by_many_workers_starts_once()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            engine.Get<StartClaimStore>().ClaimAsync(seeded.PredictionId, default)));

        var claimed = Assert.Single(claims, claim => claim is not null)!;
        Assert.Equal(PredictionStatus.Starting, claimed.Status);
        Assert.Equal(1, claimed.Attempt);
        Assert.True(claimed.LeaseLive);
    }

    [Theory]
    [InlineData("not_before = now() + interval '1 minute'")]
    [InlineData("cancel_requested_at = now()")]
    [InlineData("result_run = 'run', result_status = 'succeeded', result_payload = '{}'")]
    [InlineData("status = 'starting'")]
    [InlineData("status = 'queued'")]
    [InlineData("status = 'running'")]
    [InlineData("status = 'storing'")]
    [InlineData("status = 'succeeded', finished_at = now()")]
    [InlineData("status = 'failed', failure_code = 'internal', finished_at = now()")]
    [InlineData("status = 'canceled', finished_at = now()")]
    public async Task Only_a_waiting_prediction_is_claimed(string state)
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await engine.ExecuteAsync($"update predictions set {state} where id = @PredictionId", seeded);

        Assert.Null(await engine.Get<StartClaimStore>().ClaimAsync(seeded.PredictionId, default));
    }

    [Fact]
    public async Task A_starter_that_lost_its_lease_may_not_send()
    {
        await using var engine = await Engine.StartAsync(services);
        var (seeded, claimed) = await ClaimedAsync(engine);
        var claims = engine.Get<StartClaimStore>();
        Assert.True(await claims.AboutToSendAsync(claimed, default));

        await engine.ExecuteAsync(
            "update predictions set lease_until = now() - interval '1 second' where id = @PredictionId", seeded);

        Assert.False(await claims.AboutToSendAsync(claimed, default));
    }

    [Theory]
    [InlineData("cancel_requested_at = now()")]
    [InlineData("result_run = 'run', result_status = 'succeeded', result_payload = '{}'")]
    [InlineData("attempt = attempt + 1")]
    [InlineData("lease_token = gen_random_uuid()")]
    public async Task The_check_before_the_call_fails_after_any_change_since_the_claim(string change)
    {
        await using var engine = await Engine.StartAsync(services);
        var (seeded, claimed) = await ClaimedAsync(engine);
        await engine.ExecuteAsync($"update predictions set {change} where id = @PredictionId", seeded);

        Assert.False(await engine.Get<StartClaimStore>().AboutToSendAsync(claimed, default));
    }

    [Fact]
    public async Task A_reply_to_a_row_that_another_worker_claimed_marks_its_run_to_be_canceled()
    {
        await using var engine = await Engine.StartAsync(services);
        var (seeded, claimed) = await ClaimedAsync(engine);
        await engine.ExecuteAsync(
            "update predictions set lease_token = gen_random_uuid() where id = @PredictionId", seeded);

        Assert.False(await engine.Get<StartStore>().QueuedAsync(claimed, seeded.Run("late"), "starting", default));

        Assert.Equal("starting", await StatusAsync(engine, seeded));
        Assert.Equal("cancel", await DispositionAsync(engine, seeded.Run("late")));
    }

    [Fact]
    public async Task A_reply_after_its_own_delivery_leaves_the_run_with_its_prediction()
    {
        await using var engine = await Engine.StartAsync(services);
        var (seeded, claimed) = await ClaimedAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");

        Assert.False(await engine.Get<StartStore>().QueuedAsync(claimed, seeded.Run("a"), "starting", default));

        Assert.Equal("running", await StatusAsync(engine, seeded));
        Assert.Equal("open", await DispositionAsync(engine, seeded.Run("a")));
    }

    [Fact]
    public async Task A_throttled_start_returns_to_pending_and_keeps_its_hold()
    {
        await using var engine = await Engine.StartAsync(services);
        var (seeded, claimed) = await ClaimedAsync(engine);

        await engine.Get<StartStore>().NotAcceptedAsync(claimed, TimeSpan.FromMinutes(1), default);

        Assert.Equal("pending", await StatusAsync(engine, seeded));
        Assert.Null(await engine.Get<StartClaimStore>().ClaimAsync(seeded.PredictionId, default));
        Assert.Equal(SeededGeneration.Balance - 4, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public async Task A_cancel_request_persists_after_a_throttled_start()
    {
        await using var engine = await Engine.StartAsync(services);
        var (seeded, claimed) = await ClaimedAsync(engine);
        await engine.ExecuteAsync(
            "update predictions set cancel_requested_at = now() where id = @PredictionId", seeded);

        await engine.Get<StartStore>().NotAcceptedAsync(claimed, TimeSpan.Zero, default);

        Assert.Equal("canceled", await StatusAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public async Task A_rejected_start_fails_the_generation_and_releases_the_hold()
    {
        await using var engine = await Engine.StartAsync(services);
        var (seeded, claimed) = await ClaimedAsync(engine);

        await engine.Get<StartStore>().RefusedAsync(claimed, FailureCode.ProviderRejected, default);

        Assert.Equal("failed", await engine.QueryAsync<string>(
            "select status from generations where id = @Id", seeded));
        Assert.Equal("provider_rejected", await engine.QueryAsync<string>(
            "select failure_code from generations where id = @Id", seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public async Task A_rejection_does_not_move_a_row_that_holds_a_result()
    {
        await using var engine = await Engine.StartAsync(services);
        var (seeded, claimed) = await ClaimedAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "succeeded");

        await engine.Get<StartStore>().RefusedAsync(claimed, FailureCode.ProviderRejected, default);
        await engine.Get<StartStore>().NotAcceptedAsync(claimed, TimeSpan.Zero, default);

        Assert.Equal("starting", await StatusAsync(engine, seeded));
        Assert.Equal(seeded.Run("a"), await engine.QueryAsync<string>(
            "select result_run from predictions where id = @PredictionId", seeded));
    }

    private static async Task<(SeededGeneration, Prediction)> ClaimedAsync(Engine engine)
    {
        var seeded = await SeededGeneration.CreateAsync(engine);
        return (seeded, (await engine.Get<StartClaimStore>().ClaimAsync(seeded.PredictionId, default))!);
    }

    private static Task<string> StatusAsync(Engine engine, SeededGeneration seeded) =>
        engine.QueryAsync<string>("select status from predictions where id = @PredictionId", seeded);

    private static Task<string> DispositionAsync(Engine engine, string run) =>
        engine.QueryAsync<string>("select disposition from upstream_runs where upstream_id = @run", new { run });

    private static Task<int> BalanceAsync(Engine engine, SeededGeneration seeded) =>
        engine.QueryAsync<int>("select balance from accounts where owner_id = @OwnerId", seeded);
}
