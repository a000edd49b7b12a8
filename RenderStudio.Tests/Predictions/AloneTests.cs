using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>What a holder died over runs with nothing else in its instance.</summary>
[Collection<OnTheWorkbench>]
public sealed class AloneTests(Workbench bench) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task After_a_death_pictures_are_stored_when_nobody_else_works()
    {
        var seeded = await StoredAsync("lease_expiries = 1");
        var other = new TaskCompletionSource<int>();
        var ended = Turns.RunAsync(exclusive: false, () => other.Task, default);

        var work = bench.CompleteAsync(seeded);
        await RenewedAsync(seeded);
        Assert.Equal("storing", await bench.OutcomeAsync(seeded));
        other.SetResult(0);
        await ended;
        await work;

        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
    }

    [Fact]
    public async Task After_a_death_a_run_is_bought_when_nobody_else_works()
    {
        var seeded = await bench.SeedAsync(new { coldBootMs = 600_000 });
        await bench.PutAsync(seeded, "lease_expiries = 1");
        var other = new TaskCompletionSource<int>();
        var ended = Turns.RunAsync(exclusive: false, () => other.Task, default);

        var work = bench.StartAsync(seeded);
        await RenewedAsync(seeded);
        Assert.Empty(await bench.BoughtAsync(seeded));
        other.SetResult(0);
        await ended;

        Assert.NotNull(await work);
    }

    [Fact]
    public async Task Without_a_death_work_goes_on_beside_other_work()
    {
        var other = new TaskCompletionSource<int>();
        var ended = Turns.RunAsync(exclusive: false, () => other.Task, default);

        var seeded = await StoredAsync("lease_expiries = 0");
        await bench.CompleteAsync(seeded);

        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        other.SetResult(0);
        await ended;
    }

    private ExclusiveWorkGate Turns => bench.Engine.Get<ExclusiveWorkGate>();

    /// <summary>Its holder lives and has waited for several renewals.</summary>
    private Task RenewedAsync(SeededGeneration seeded) => Eventually.BecomesTrueAsync(() => bench.ReadAsync<bool>(
        seeded, "coalesce(lease_until > changed_at + interval '20.5 seconds', false)"));

    private async Task<SeededGeneration> StoredAsync(string state)
    {
        var seeded = await bench.SeedAsync();
        await CompletionTests.HearSuccessAsync(bench.Engine, seeded, SolidPicture.Png(1, 2, 3));
        await bench.PutAsync(seeded, state);
        return seeded;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
