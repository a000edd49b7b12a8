using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>
/// Generations whose status does not match their ended predictions, and holds that remain after the end.
/// </summary>
[Collection<OnTheWorkbench>]
public sealed class GenerationRepairTests(Workbench bench) : IAsyncLifetime
{
    private const string Failed = "status = 'failed', failure_code = 'provider_failed', finished_at = now()";

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task A_generation_whose_predictions_have_all_ended_is_closed_with_an_event()
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, Failed);

        var counts = await bench.ReconcileAsync();

        Assert.Equal(1, counts.GenerationsClosed);
        Assert.Equal("failed: provider_failed", await bench.OutcomeAsync(seeded));
        Assert.Equal("failed", await bench.Engine.QueryAsync<string>(
            "select stage from generation_events where generation_id = @Id order by seq desc limit 1", seeded));
    }

    [Fact]
    public async Task A_hold_that_remains_after_its_generation_ended_is_released_once()
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, Failed);

        var first = await bench.ReconcileAsync();
        var second = await bench.ReconcileAsync();

        Assert.Equal((1, 0), (first.HoldsReleased, second.HoldsReleased));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task Two_concurrent_rounds_close_once_and_release_once()
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, Failed);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bench.ReconcileAsync()));

        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
        Assert.Equal(1, await bench.Engine.QueryAsync<int>(
            "select count(*) from generation_events where generation_id = @Id and stage = 'failed'", seeded));
    }

    [Fact]
    public async Task Delivered_pictures_stay_paid_and_only_the_remaining_hold_is_released()
    {
        var seeded = await SeededGeneration.CreateAsync(bench.Engine, variantsEach: 2);
        await bench.SetAsync(seeded, Failed);
        await bench.Engine.ExecuteAsync(
            """
            insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause)
            values (@OwnerId, 'settle', 2, 0, @Id, 'settle:' || @PredictionId)
            """, seeded);

        await bench.ReconcileAsync();

        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_live_generation_keeps_its_hold()
    {
        var seeded = await bench.SeedAsync();

        var counts = await bench.ReconcileAsync();

        Assert.Equal((0, 0), (counts.GenerationsClosed, counts.HoldsReleased));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
