using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Predictions;

/// <summary>The state of work while calls to Replicate are stopped.</summary>
public sealed class StoppedCallsTests(Services services, SimulatorProcess simulator) : IAsyncLifetime
{
    private SimulatorUser replicate = null!;
    private Engine engine = null!;

    public async ValueTask InitializeAsync()
    {
        replicate = new SimulatorUser(await simulator.AddressAsync());
        engine = await Engine.StartAsync(services,
            ("Replicate:BaseUrl", new Uri(replicate.Address, "v1").AbsoluteUri),
            ("Replicate:ApiToken", replicate.Token), ("Replicate:CircuitCalls", "2"));
    }

    [Fact]
    public async Task Starts_wait_without_a_run_and_end_only_by_their_timeout()
    {
        await replicate.SetAsync(new { insufficientCredit = true });
        for (var i = 0; i < 2; i++)
            await StartAsync();
        await replicate.SetAsync(new { coldBootMs = 600_000 });

        var waiting = await StartAsync();

        Assert.True(await engine.QueryAsync<bool>(
            """
            select status = 'pending' and not_before > now() + interval '5 seconds' and sent_at is null
                and lease_token is null and lease_expiries = 0
            from predictions where id = @PredictionId
            """, waiting));
        Assert.Equal(SeededGeneration.Balance - 4, await engine.QueryAsync<int>(
            "select balance from accounts where owner_id = @OwnerId", waiting));
        // Each run names its prediction in its webhook address. Other tests use the simulator too.
        Assert.DoesNotContain($"{waiting.PredictionId}", (await replicate.GetAsync("_sim/predictions")).Text);

        await engine.ExecuteAsync(
            """
            update predictions set created_at = now() - interval '2 hours', next_check_at = now()
            where id = @PredictionId
            """, waiting);
        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);

        Assert.Equal("provider_unavailable", await engine.QueryAsync<string>(
            "select failure_code from generations where id = @Id", waiting));
        Assert.Equal(SeededGeneration.Balance, await engine.QueryAsync<int>(
            "select balance from accounts where owner_id = @OwnerId", waiting));
    }

    [Fact]
    public async Task A_round_whose_reads_are_stopped_applies_no_update_and_performs_its_other_steps()
    {
        await replicate.SetAsync(new { coldBootMs = 600_000 });
        var queued = await StartAsync();
        var pending = await SeededGeneration.CreateAsync(engine, prompt: replicate.Prompt);
        await replicate.SetAsync(new { readErrorRate = 1 });
        for (var i = 0; i < 2; i++)
            await engine.Get<CheckPrediction>().RunAsync(queued.PredictionId, default);
        await replicate.SetAsync(new { coldBootMs = 600_000, readErrorRate = 0 });
        await engine.ExecuteAsync("update predictions set next_check_at = now()");

        var counts = await engine.Get<ReconcilePredictions>().RunOnceAsync(default);

        Assert.False(counts.Listed);
        Assert.Equal([Repair.SendStart], counts.Repairs.Keys);
        Assert.Equal("queued", await engine.QueryAsync<string>(
            "select status from predictions where id = @PredictionId", queued));
        Assert.Equal("pending", await engine.QueryAsync<string>(
            "select status from predictions where id = @PredictionId", pending));
    }

    private async Task<SeededGeneration> StartAsync()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, prompt: replicate.Prompt);
        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);
        return seeded;
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        replicate.Dispose();
    }
}
