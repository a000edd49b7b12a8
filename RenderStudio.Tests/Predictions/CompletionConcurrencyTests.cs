using RenderStudio.Core.Predictions;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.Predictions.CompletionTests;

namespace RenderStudio.Tests.Predictions;

/// <summary>Repeated messages, lost leases and predictions that finish together.</summary>
public sealed class CompletionConcurrencyTests(Services services)
{
    [Fact]
    public async Task A_message_that_is_received_five_times_delivers_once()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await ApplySuccessAsync(engine, seeded, SolidPicture.Png(255, 0, 0), SolidPicture.Png(0, 0, 255));

        var complete = engine.Get<CompletePrediction>();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => complete.RunAsync(seeded.PredictionId, default)));

        Assert.Equal("hold settle", await LedgerAsync(engine, seeded));
        Assert.Equal(2, await engine.QueryAsync<int>(
            "select count(*) from variants where render_id = @RenderId", seeded));
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_writes_nothing()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await ApplySuccessAsync(engine, seeded, SolidPicture.Png(255, 0, 0), SolidPicture.Png(0, 0, 255));
        var frozen = (await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default))!;
        await engine.ExecuteAsync(
            "update predictions set lease_until = now() - interval '1 second' where id = @PredictionId", seeded);
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
        var before = await SnapshotAsync(engine);

        var store = engine.Get<CompletionStore>();
        Assert.False(await store.DeliverAsync(frozen, [], [], default));
        Assert.False(await store.FailAsync(frozen, FailureCode.Internal, [], default));
        Assert.False(await store.RescheduleAsync(frozen, TimeSpan.Zero, default));

        Assert.Equal(before, await SnapshotAsync(engine));
        Assert.Equal(1, await engine.QueryAsync<int>(
            "select lease_expiries from predictions where id = @PredictionId", seeded));
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_writes_nothing_while_the_next_worker_is_storing()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await ApplySuccessAsync(engine, seeded, SolidPicture.Png(255, 0, 0), SolidPicture.Png(0, 0, 255));
        var claims = engine.Get<CompletionClaims>();
        var frozen = (await claims.TakeAsync(seeded.PredictionId, default))!;
        await engine.ExecuteAsync(
            "update predictions set lease_until = now() - interval '1 second' where id = @PredictionId", seeded);
        Assert.NotNull(await claims.TakeAsync(seeded.PredictionId, default));
        var before = await SnapshotAsync(engine);

        var store = engine.Get<CompletionStore>();
        Assert.False(await store.DeliverAsync(frozen, [], [], default));
        Assert.False(await store.FailAsync(frozen, FailureCode.Internal, [], default));
        Assert.False(await store.RescheduleAsync(frozen, TimeSpan.Zero, default));

        Assert.Equal(before, await SnapshotAsync(engine));
    }

    [Fact]
    public async Task Two_predictions_that_finish_together_close_their_generation_once_without_timeline_gaps()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        var parts = seeded.Predictions.Select(id => seeded with { Predictions = [id] }).ToList();
        foreach (var (part, place) in parts.Select((part, place) => (part, place)))
            await ApplyAsync(engine, part, seeded.Run($"run{place}"), SolidPicture.Png((byte)place, 0, 0));

        await Task.WhenAll(parts.Select(part => engine.Get<CompletePrediction>().RunAsync(part.PredictionId, default)));

        Assert.Equal("succeeded 2", await engine.QueryAsync<string>(
            "select status || ' ' || delivered from generations where id = @Id", seeded));
        Assert.True(await engine.QueryAsync<bool>(
            """
            select count(*) = max(seq) and count(*) filter (where stage = 'succeeded') = 1
            from generation_events where generation_id = @Id
            """, seeded));
    }
}
