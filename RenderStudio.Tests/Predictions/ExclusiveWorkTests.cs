using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>Work with a lease expiry runs exclusively in its instance.</summary>
[Collection<OnTheWorkbench>]
public sealed class ExclusiveWorkTests(Workbench bench) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task After_a_lease_expiry_pictures_are_stored_exclusively()
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
    public async Task After_a_lease_expiry_a_run_is_created_exclusively()
    {
        var seeded = await bench.SeedAsync(new { coldBootMs = 600_000 });
        await bench.SetAsync(seeded, "lease_expiries = 1");
        var other = new TaskCompletionSource<int>();
        var ended = Turns.RunAsync(exclusive: false, () => other.Task, default);

        var work = bench.StartAsync(seeded);
        await RenewedAsync(seeded);
        Assert.Empty(await bench.RunsAsync(seeded));
        other.SetResult(0);
        await ended;

        Assert.NotNull(await work);
    }

    [Fact]
    public async Task Without_a_lease_expiry_work_runs_beside_other_work()
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

    /// <summary>Its worker holds the lease and has waited for several renewals.</summary>
    private Task RenewedAsync(SeededGeneration seeded) => Eventually.BecomesTrueAsync(() => bench.ReadAsync<bool>(
        seeded, "coalesce(lease_until > changed_at + interval '20.5 seconds', false)"));

    private async Task<SeededGeneration> StoredAsync(string state)
    {
        var seeded = await bench.SeedAsync();
        await CompletionTests.ApplySuccessAsync(bench.Engine, seeded, SolidPicture.Png(1, 2, 3));
        await bench.SetAsync(seeded, state);
        return seeded;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
