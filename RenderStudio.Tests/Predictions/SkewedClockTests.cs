using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.Predictions;

/// <summary>Leases go by Postgres' clock, whatever an instance believes the time to be.</summary>
public sealed class SkewedClockTests(Services services)
{
    [Theory]
    [InlineData(-60)]
    [InlineData(-10)]
    [InlineData(10)]
    [InlineData(60)]
    public async Task On_an_instance_whose_clock_is_wrong_claims_last_as_long_as_elsewhere(int minutes)
    {
        await using var engine = await Engine.StartAsync(
            services, adjust => adjust.AddSingleton<TimeProvider>(new SkewedClock(TimeSpan.FromMinutes(minutes))),
            ("Predictions:LeaseRenewSeconds", "0.1"));
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);

        var started = (await engine.Get<StartClaims>().ClaimAsync(seeded.PredictionId, default))!;
        Assert.True(await LastsAsync(engine, seeded));
        Assert.True(await engine.Get<StartClaims>().AboutToSendAsync(started, default));
        Assert.True(await LastsAsync(engine, seeded));

        await CompletionTests.HearSuccessAsync(engine, seeded, CompletionTests.SolidPng(1, 2, 3));
        var stored = (await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default))!;
        Assert.True(await LastsAsync(engine, seeded));
        await engine.Get<PredictionLeases>().WhileHeldAsync(stored.Prediction, async held =>
        {
            var claimed = await UntilAsync(engine, seeded);
            await Eventually.BecomesTrueAsync(async () => await UntilAsync(engine, seeded) != claimed);
            Assert.True(await LastsAsync(engine, seeded));
            Assert.Null(await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, held));
            return 0;
        }, default);

        Assert.Equal(
            Reaped.Nothing, await engine.Get<RepairStore>().ReapAsync(seeded.PredictionId, maxDeaths: 3, default));
    }

    private static Task<DateTime> UntilAsync(Engine engine, SeededGeneration seeded) =>
        engine.QueryAsync<DateTime>("select lease_until from predictions where id = @PredictionId", seeded);

    private static Task<bool> LastsAsync(Engine engine, SeededGeneration seeded) => engine.QueryAsync<bool>(
        """
        select lease_until > clock_timestamp() and lease_until < clock_timestamp() + interval '21 seconds'
        from predictions where id = @PredictionId
        """, seeded);

    private sealed class SkewedClock(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
    }
}
