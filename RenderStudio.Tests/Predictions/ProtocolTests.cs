using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Renders;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>Rules of the protocol that only one rare sequence of events exercises.</summary>
public sealed class ProtocolTests(Services services) : IAsyncLifetime
{
    private Engine engine = null!;
    private SeededGeneration seeded = null!;

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(services);
        seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
    }

    [Theory]
    [InlineData("status = 'pending'")]
    [InlineData("status = 'starting', attempt = 1")]
    [InlineData("status = 'starting', attempt = 1, " + WorkbenchRows.LiveLease)]
    [InlineData("status = 'queued', upstream_id = 'another'")]
    [InlineData("status = 'running', upstream_id = 'another'")]
    public async Task A_stored_result_is_claimed_from_every_waiting_state_and_names_its_run(string state)
    {
        await SetAsync(state);
        await CompletionTests.ApplySuccessAsync(engine, seeded, SolidPicture.Png(1, 2, 3));

        var claim = await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default);

        Assert.NotNull(claim);
        Assert.Equal("storing " + seeded.Run("a"), await ReadAsync("status || ' ' || upstream_id"));
    }

    [Fact]
    public async Task A_stored_failure_yields_to_a_run_that_was_reported_before_it_counted()
    {
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("b"), "processing");

        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal("running " + seeded.Run("b"), await ReadAsync("status || ' ' || upstream_id"));
        Assert.Equal("true", await ReadAsync("(result_run is null)::text"));
    }

    [Fact]
    public async Task A_run_that_replaces_a_failed_run_has_a_timeout_too()
    {
        await SetAsync("status = 'starting', attempt = 1, accepted_at = null, " + WorkbenchRows.LiveLease);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("b"), "processing");

        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal("running " + seeded.Run("b"), await ReadAsync("status || ' ' || upstream_id"));
        Assert.Equal("true", await ReadAsync("(accepted_at is not null and lease_token is null)::text"));
    }

    [Fact]
    public async Task A_repeated_end_keeps_the_time_of_the_first()
    {
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed");
        await SetAsync("result_at = now() - interval '1 hour', next_check_at = now() + interval '3 seconds'");
        var before = await ReadAsync("result_at::text || next_check_at");

        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed");

        Assert.Equal(before, await ReadAsync("result_at::text || next_check_at"));
    }

    [Theory]
    [InlineData("status = 'storing', result_run = 'run', result_status = 'succeeded'")]
    [InlineData("status = 'running', result_run = 'run', result_status = 'succeeded'")]
    [InlineData("status = 'queued', result_run = 'run', result_status = 'failed'")]
    public async Task A_timeout_affects_neither_storing_nor_a_result_that_waits_for_it(string state)
    {
        await SetAsync(state + ", accepted_at = now() - interval '1 hour'");

        Assert.False(await engine.Get<RepairStore>().TimeOutAsync(seeded.PredictionId, default));
    }

    [Fact]
    public async Task A_cancel_request_persists_after_the_acceptance_timeout()
    {
        await SetAsync(WorkbenchRows.SearchEnded + ", cancel_requested_at = now()");

        Assert.True(await engine.Get<RepairStore>().FailUnacceptedAsync(seeded.PredictionId, default));

        Assert.Equal("canceled", await ReadAsync("status"));
    }

    [Fact]
    public async Task A_cancel_request_persists_after_the_crash_of_a_starter_that_sent_nothing()
    {
        await SetAsync($"status = 'starting', attempt = 1, {WorkbenchRows.ExpiredLease}, cancel_requested_at = now()");

        Assert.Equal(
            Reaped.Ended, await engine.Get<RepairStore>().ReapAsync(seeded.PredictionId, maxLeaseExpiries: 3, default));

        Assert.Equal("canceled", await ReadAsync("status"));
    }

    [Fact]
    public async Task An_interrupted_listing_is_read_again_from_the_same_time()
    {
        const string Read = "select complete_upto::text from upstream_listing";
        var before = await engine.QueryAsync<string>(Read);

        Assert.False((await engine.Get<UpstreamListing>().RunAsync(default)).Complete);

        Assert.Equal(before, await engine.QueryAsync<string>(Read));
    }

    [Fact]
    public async Task A_success_after_the_deletion_of_its_render_is_discarded()
    {
        var pair = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        var late = pair with { Predictions = [pair.Predictions[1]] };
        await (await Work.StoringAsync(engine, pair, pair.Predictions[0])).StepAsync("deliver");
        await RunUpdates.ApplyAsync(engine, late, pair.Run("a"), "processing");
        Assert.True(await engine.Get<RepairStore>().TimeOutAsync(late.PredictionId, default));
        Assert.Null(await engine.Get<DeleteRender>().RunAsync(pair.RenderId, new(pair.OwnerId), default));

        await CompletionTests.CompleteAsync(engine, late, SolidPicture.Png(1, 2, 3));

        Assert.Equal("failed", await engine.QueryAsync<string>(
            "select status from predictions where id = @PredictionId", late));
        Assert.Equal("lost", await engine.QueryAsync<string>(
            "select disposition from upstream_runs where prediction_id = @PredictionId", late));
        Assert.Equal(1, await engine.QueryAsync<int>(
            "select count(*) from variants where render_id = @RenderId", pair));
    }

    private Task SetAsync(string state) =>
        engine.ExecuteAsync($"update predictions set {state} where id = @PredictionId", seeded);

    private Task<string> ReadAsync(string column) =>
        engine.QueryAsync<string>($"select {column} from predictions where id = @PredictionId", seeded);

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
