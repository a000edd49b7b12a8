using RenderStudio.Core.Blobs;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Predictions;

namespace RenderStudio.Tests.Erasure;

/// <summary>Erasures of owners whose predictions are running or being stored.</summary>
public sealed class EraseRunningTests(Services services) : IAsyncLifetime
{
    private ErasureBench bench = null!;
    private Engine engine = null!;

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(services);
        bench = new(engine);
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task Running_predictions_are_canceled_and_the_erasure_finishes_after_Replicate_reports_their_end()
    {
        var ownerId = await bench.OwnerAsync();
        var running = await bench.RunningAsync(ownerId);
        await RunUpdates.ApplyAsync(engine, running, running.Run("a"), "processing");

        var receipt = await bench.EraseAsync(ownerId);
        Assert.Null(receipt.FinishedAt);
        Assert.Equal((1, 1), (receipt.Generations, receipt.Renders));
        Assert.True(await engine.QueryAsync<bool>(
            "select cancel_requested_at is not null from predictions where id = @PredictionId", running));
        await bench.RoundAsync();
        Assert.Null((await bench.ReceiptAsync(ownerId)).FinishedAt);

        await RunUpdates.ApplyAsync(engine, running, running.Run("a"), "canceled");
        await engine.Get<CompletePrediction>().RunAsync(running.PredictionId, default);
        await bench.RoundAsync();

        await bench.IsGoneAsync(ownerId, await bench.ReceiptAsync(ownerId), generations: 2);
        Assert.Equal(SeededGeneration.Balance, await engine.QueryAsync<int>(
            "select balance from accounts where owner_id = @ownerId", new { ownerId }));
    }

    [Fact]
    public async Task Pictures_that_are_being_stored_are_discarded_and_cost_nothing()
    {
        var ownerId = await bench.OwnerAsync();
        var running = await bench.RunningAsync(ownerId);
        var output = SolidPicture.Png(1, 2, 3);
        await CompletionTests.ApplySuccessAsync(engine, running, output, output);
        var claim = (await engine.Get<CompletionClaims>().TakeAsync(running.PredictionId, default))!;
        var work = await engine.Get<OutputFinishers>().ForAsync(running.Id, default);
        var finished = await engine.Get<FinishOutput>().RunAsync(
            new(ownerId, running.RenderId, IsPublic: false), 0, output, DateTimeOffset.MaxValue, work, default);

        Assert.Null((await bench.EraseAsync(ownerId)).FinishedAt);
        Assert.True(await engine.Get<CompletionStore>().DeliverAsync(claim, [finished.Output!], [], default));
        Assert.Equal(0, await engine.QueryAsync<int>(
            "select count(*) from variants where render_id = @RenderId", running));
        await bench.RoundAsync();

        await bench.IsGoneAsync(ownerId, await bench.ReceiptAsync(ownerId), generations: 2);
        Assert.Empty(await bench.FilesUnderAsync(StoragePaths.RenderFolder(running.RenderId)));
        Assert.Equal(SeededGeneration.Balance, await engine.QueryAsync<int>(
            "select balance from accounts where owner_id = @ownerId", new { ownerId }));
    }

    [Fact]
    public async Task The_run_of_a_timed_out_prediction_is_canceled()
    {
        var ownerId = await bench.OwnerAsync();
        var late = await bench.RunningAsync(ownerId);
        await RunUpdates.ApplyAsync(engine, late, late.Run("a"), "processing");
        await engine.Get<Core.Reconciliation.RepairStore>().TimeOutAsync(late.PredictionId, default);

        Assert.Null((await bench.EraseAsync(ownerId)).FinishedAt);
        Assert.Equal("cancel", await engine.QueryAsync<string>(
            "select disposition from upstream_runs where prediction_id = @PredictionId", late));
        await RunUpdates.ApplyAsync(engine, late, late.Run("a"), "canceled");
        await bench.RoundAsync();

        await bench.IsGoneAsync(ownerId, await bench.ReceiptAsync(ownerId), generations: 2);
    }

    [Fact]
    public async Task An_erasure_waits_for_a_late_success_that_is_being_stored_after_its_run_was_closed()
    {
        var ownerId = await bench.OwnerAsync();
        var late = await bench.RunningAsync(ownerId);
        await RunUpdates.ApplyAsync(engine, late, late.Run("a"), "processing");
        await engine.Get<Core.Reconciliation.RepairStore>().TimeOutAsync(late.PredictionId, default);
        var output = SolidPicture.Png(1, 2, 3);
        await CompletionTests.ApplySuccessAsync(engine, late, output, output);
        var claim = (await engine.Get<CompletionClaims>().TakeAsync(late.PredictionId, default))!;

        Assert.Null((await bench.EraseAsync(ownerId)).FinishedAt);
        // The erasure canceled the run, and Replicate answered that the run had succeeded.
        Assert.Equal(
            RunVerdict.CloseRun, await CompletionTests.ApplySuccessAsync(engine, late, output, output));
        await bench.RoundAsync();

        Assert.Null((await bench.ReceiptAsync(ownerId)).FinishedAt);
        Assert.Equal(1, await engine.QueryAsync<int>("select count(*) from generations where id = @Id", late));
        var work = await engine.Get<OutputFinishers>().ForAsync(late.Id, default);
        var finished = await engine.Get<FinishOutput>().RunAsync(
            new(ownerId, late.RenderId, IsPublic: false), 0, output, DateTimeOffset.MaxValue, work, default);
        await engine.Get<CompletionStore>().DeliverAsync(claim, [finished.Output!], [], default);
        Assert.Equal(0, await engine.QueryAsync<int>(
            "select count(*) from variants where render_id = @RenderId", late));
        await bench.RoundAsync();

        await bench.IsGoneAsync(ownerId, await bench.ReceiptAsync(ownerId), generations: 2);
        Assert.Empty(await bench.FilesUnderAsync(StoragePaths.RenderFolder(late.RenderId)));
    }
}
