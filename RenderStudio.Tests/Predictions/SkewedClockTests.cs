using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>Leases and waits use the clock of PostgreSQL, regardless of the clock of the instance.</summary>
public sealed class SkewedClockTests(Services services)
{
    private const double Lease = 20, Grace = 90, Silence = 60;

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task On_an_instance_whose_clock_is_wrong_claims_last_as_long_as_elsewhere(int minutes)
    {
        await using var engine = await StartAsync(minutes);
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);

        var started = (await engine.Get<StartClaimStore>().ClaimAsync(seeded.PredictionId, default))!;
        await IsAheadAsync(engine, seeded, "lease_until", Lease);
        Assert.True(await engine.Get<StartClaimStore>().AboutToSendAsync(started, default));
        await IsAheadAsync(engine, seeded, "lease_until", Lease);
        await IsAheadAsync(engine, seeded, "grace_until", Grace);

        await CompletionTests.ApplySuccessAsync(engine, seeded, SolidPicture.Png(1, 2, 3));
        var stored = (await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default))!;
        await IsAheadAsync(engine, seeded, "lease_until", Lease);
        await engine.Get<PredictionLeases>().WhileHeldAsync(stored.Prediction, async held =>
        {
            Assert.Null(await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, held));
            var taken = await LeaseAsync(engine, seeded);
            await Eventually.BecomesTrueAsync(async () => await LeaseAsync(engine, seeded) != taken);
            await IsAheadAsync(engine, seeded, "lease_until", Lease);
            return 0;
        }, default);

        Assert.Equal(
            Reaped.Nothing,
            await engine.Get<RepairStore>().ReapAsync(seeded.PredictionId, maxLeaseExpiries: 3, default));
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task On_an_instance_whose_clock_is_wrong_work_waits_as_long_as_elsewhere(int minutes)
    {
        await using var engine = await StartAsync(minutes);
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);

        var started = (await engine.Get<StartClaimStore>().ClaimAsync(seeded.PredictionId, default))!;
        await engine.Get<StartStore>().NotAcceptedAsync(started, TimeSpan.FromSeconds(40), default);
        await IsAheadAsync(engine, seeded, "not_before", 40);
        await IsAheadAsync(engine, seeded, "next_check_at", 40);

        await engine.ExecuteAsync("update predictions set not_before = now() where id = @PredictionId", seeded);
        started = (await engine.Get<StartClaimStore>().ClaimAsync(seeded.PredictionId, default))!;
        Assert.True(await engine.Get<StartClaimStore>().AboutToSendAsync(started, default));
        Assert.True(await engine.Get<StartStore>().QueuedAsync(started, seeded.Run("a"), "starting", default));
        await IsAheadAsync(engine, seeded, "accepted_at", 0);
        await IsAheadAsync(engine, seeded, "next_check_at", Silence);

        await CompletionTests.ApplySuccessAsync(engine, seeded, SolidPicture.Png(1, 2, 3));
        var stored = (await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default))!;
        await engine.Get<CompletionStore>().RescheduleAsync(stored, TimeSpan.FromSeconds(40), default);
        await IsAheadAsync(engine, seeded, "not_before", 40);
    }

    private Task<Engine> StartAsync(int minutes) => Engine.StartAsync(
        services, adjust => adjust.AddSingleton<TimeProvider>(new SkewedClock(TimeSpan.FromMinutes(minutes))),
        ("Predictions:LeaseRenewSeconds", "0.1"));

    /// <summary>By the clock of PostgreSQL; some time can have passed since the value was written.</summary>
    private static async Task IsAheadAsync(Engine engine, SeededGeneration seeded, string column, double seconds)
    {
        var ahead = await engine.QueryAsync<double>(
            $"""
            select extract(epoch from {column} - clock_timestamp())::float8 from predictions where id = @PredictionId
            """, seeded);
        Assert.InRange(ahead, seconds - 60, seconds);
    }

    private static Task<DateTime> LeaseAsync(Engine engine, SeededGeneration seeded) => engine.QueryAsync<DateTime>(
        "select lease_until from predictions where id = @PredictionId", seeded);

    private sealed class SkewedClock(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
    }
}
