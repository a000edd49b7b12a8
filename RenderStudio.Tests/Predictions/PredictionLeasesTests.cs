using RenderStudio.Core.Predictions;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

[Collection<OnTheWorkbench>]
public sealed class PredictionLeasesTests(Workbench bench) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task A_lease_is_renewed_while_its_work_runs_and_no_longer()
    {
        var (seeded, claimed) = await ClaimedAsync();
        await bench.SetAsync(seeded, "lease_until = now() + interval '8 seconds'");

        var done = await bench.Engine.Get<PredictionLeases>().WhileHeldAsync(claimed, async _ =>
        {
            await Eventually.BecomesTrueAsync(() => RunsLongAsync(seeded));
            return "done";
        }, default).WaitAsync(Patience);

        Assert.Equal("done", done);
        Assert.Equal(claimed.LeaseToken, await bench.ReadAsync<Guid?>(seeded, "lease_token"));
        await IsRenewedNoMoreAsync(seeded);
    }

    [Fact]
    public async Task Work_is_canceled_when_another_worker_takes_the_lease()
    {
        var (seeded, claimed) = await ClaimedAsync();
        var endless = new TaskCompletionSource<int>();

        var work = bench.Engine.Get<PredictionLeases>().WhileHeldAsync(
            claimed, held => endless.Task.WaitAsync(held), default);
        await bench.SetAsync(seeded, WorkbenchRows.LiveLease);

        await Assert.ThrowsAsync<LeaseLostException>(() => work.WaitAsync(Patience));
    }

    [Fact]
    public async Task An_exception_of_the_work_ends_the_renewal()
    {
        var (seeded, claimed) = await ClaimedAsync();

        await Assert.ThrowsAsync<InvalidDataException>(() => bench.Engine.Get<PredictionLeases>().WhileHeldAsync<int>(
            claimed, _ => throw new InvalidDataException(), default).WaitAsync(Patience));
        await IsRenewedNoMoreAsync(seeded);
    }

    /// <summary>Waits until another lease has been renewed twice.</summary>
    private async Task IsRenewedNoMoreAsync(SeededGeneration ended)
    {
        await bench.SetAsync(ended, "lease_until = now() - interval '1 second'");
        var (other, claimed) = await ClaimedAsync();
        await bench.Engine.Get<PredictionLeases>().WhileHeldAsync(claimed, async _ =>
        {
            for (var time = 0; time < 2; time++)
            {
                var before = await bench.ReadAsync<DateTime>(other, "lease_until");
                await Eventually.BecomesTrueAsync(
                    async () => await bench.ReadAsync<DateTime>(other, "lease_until") > before);
            }

            return 0;
        }, default).WaitAsync(Patience);
        Assert.True(await bench.ReadAsync<bool>(ended, "lease_until < now()"));
    }

    private async Task<(SeededGeneration, Prediction)> ClaimedAsync()
    {
        var seeded = await bench.SeedAsync();
        var claimed = await bench.Engine.Get<StartClaimStore>().ClaimAsync(seeded.PredictionId, default);
        return (seeded, claimed!);
    }

    private Task<bool> RunsLongAsync(SeededGeneration seeded) =>
        bench.ReadAsync<bool>(seeded, "lease_until > now() + interval '10 seconds'");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
