using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Renders;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>Rules of the protocol that one rare trace each depends on.</summary>
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
        await PutAsync(state);
        await CompletionTests.HearSuccessAsync(engine, seeded, SolidPicture.Png(1, 2, 3));

        var claim = await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default);

        Assert.NotNull(claim);
        Assert.Equal("storing " + seeded.Run("a"), await ReadAsync("status || ' ' || upstream_id"));
    }

    [Fact]
    public async Task A_stored_failure_gives_way_to_a_run_that_was_heard_of_before_it_counted()
    {
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("b"), "processing");

        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal("running " + seeded.Run("b"), await ReadAsync("status || ' ' || upstream_id"));
        Assert.Equal("true", await ReadAsync("(result_run is null)::text"));
    }

    [Fact]
    public async Task A_run_that_takes_the_place_of_a_failed_one_has_a_time_to_end_by_too()
    {
        await PutAsync("status = 'starting', attempt = 1, accepted_at = null, " + WorkbenchRows.LiveLease);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("b"), "processing");

        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal("running " + seeded.Run("b"), await ReadAsync("status || ' ' || upstream_id"));
        Assert.Equal("true", await ReadAsync("(accepted_at is not null and lease_token is null)::text"));
    }

    [Fact]
    public async Task An_end_that_is_told_again_is_as_old_as_before()
    {
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed");
        await PutAsync("result_at = now() - interval '1 hour', next_check_at = now() + interval '3 seconds'");
        var before = await ReadAsync("result_at::text || next_check_at");

        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed");

        Assert.Equal(before, await ReadAsync("result_at::text || next_check_at"));
    }

    [Theory]
    [InlineData("status = 'storing', result_run = 'run', result_status = 'succeeded'")]
    [InlineData("status = 'running', result_run = 'run', result_status = 'succeeded'")]
    [InlineData("status = 'queued', result_run = 'run', result_status = 'failed'")]
    public async Task A_timeout_strikes_neither_what_is_stored_nor_what_waits_to_be(string state)
    {
        await PutAsync(state + ", accepted_at = now() - interval '1 hour'");

        Assert.False(await engine.Get<RepairStore>().TimeOutAsync(seeded.PredictionId, default));
    }

    [Fact]
    public async Task A_cancel_outlives_the_time_to_be_accepted()
    {
        await PutAsync(WorkbenchRows.SearchedLong + ", cancel_requested_at = now()");

        Assert.True(await engine.Get<RepairStore>().FailUnacceptedAsync(seeded.PredictionId, default));

        Assert.Equal("canceled", await ReadAsync("status"));
    }

    [Fact]
    public async Task A_cancel_outlives_the_death_of_a_starter_that_sent_nothing()
    {
        await PutAsync($"status = 'starting', attempt = 1, {WorkbenchRows.DeadLease}, cancel_requested_at = now()");

        Assert.Equal(
            Reaped.Ended, await engine.Get<RepairStore>().ReapAsync(seeded.PredictionId, maxLeaseExpiries: 3, default));

        Assert.Equal("canceled", await ReadAsync("status"));
    }

    [Fact]
    public async Task A_listing_that_broke_off_is_read_again_from_the_same_time()
    {
        const string Read = "select complete_upto::text from upstream_listing";
        var before = await engine.QueryAsync<string>(Read);

        Assert.False((await engine.Get<UpstreamListing>().RunAsync(default)).Complete);

        Assert.Equal(before, await engine.QueryAsync<string>(Read));
    }

    [Fact]
    public async Task A_success_that_comes_after_its_render_was_deleted_is_discarded()
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

    private Task PutAsync(string state) =>
        engine.ExecuteAsync($"update predictions set {state} where id = @PredictionId", seeded);

    private Task<string> ReadAsync(string column) =>
        engine.QueryAsync<string>($"select {column} from predictions where id = @PredictionId", seeded);

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
