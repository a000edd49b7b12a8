using System.Diagnostics.Metrics;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>A worker that resumes after its lease expired: each of its writes is rejected and counted.</summary>
public sealed class StaleWriteTests(Services services)
{
    [Fact]
    public async Task Every_write_of_a_starter_that_lost_its_lease_is_rejected_and_counted()
    {
        await using var engine = await Engine.StartAsync(services);
        using var counted = new Counted(engine, "render_studio.stale_writes");
        var seeded = await SeededGeneration.CreateAsync(engine);
        var (claims, store) = (engine.Get<StartClaimStore>(), engine.Get<StartStore>());
        var frozen = (await claims.ClaimAsync(seeded.PredictionId, default))!;
        await engine.ExecuteAsync(
            "update predictions set lease_token = gen_random_uuid() where id = @PredictionId", seeded);
        var before = await engine.QueryAsync<string>(Row, seeded);

        Assert.False(await claims.AboutToSendAsync(frozen, default));
        await store.NotAcceptedAsync(frozen, TimeSpan.Zero, default);
        await store.NotSentAsync(frozen, default);
        await store.RefusedAsync(frozen, FailureCode.ProviderRejected, default);
        await store.UnknownAsync(frozen, default);
        Assert.Equal(before, await engine.QueryAsync<string>(Row, seeded));
        await store.QueuedAsync(frozen, seeded.Run("late"), "starting", default);

        Assert.Equal(before, await engine.QueryAsync<string>(Row, seeded));
        Assert.Equal(["not_accepted", "not_sent", "queued", "refused", "unknown"], counted.Tags("write"));
    }

    [Fact]
    public async Task Every_write_of_a_completer_that_lost_its_lease_is_rejected_and_counted()
    {
        await using var engine = await Engine.StartAsync(services);
        using var counted = new Counted(engine, "render_studio.stale_writes");
        var seeded = await SeededGeneration.CreateAsync(engine);
        await CompletionTests.ApplySuccessAsync(engine, seeded, SolidPicture.Png(255, 0, 0));
        var frozen = (await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default))!;
        await engine.ExecuteAsync(
            "update predictions set lease_token = gen_random_uuid() where id = @PredictionId", seeded);
        var before = await engine.QueryAsync<string>(Row, seeded);

        var store = engine.Get<CompletionStore>();
        Assert.False(await store.DeliverAsync(frozen, [], [], default));
        Assert.False(await store.FailAsync(frozen, FailureCode.Internal, [], default));
        Assert.False(await store.RescheduleAsync(frozen, TimeSpan.Zero, default));

        Assert.Equal(before, await engine.QueryAsync<string>(Row, seeded));
        Assert.Equal(["deliver", "fail", "let_go"], counted.Tags("write"));
    }

    [Theory]
    [InlineData("status = 'succeeded', result_run = 'run', result_status = 'succeeded'")]
    [InlineData("status = 'failed', failure_code = 'internal'")]
    [InlineData("status = 'canceled'")]
    public async Task A_prediction_that_has_ended_does_not_end_again(string end)
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        var prediction = (await engine.Get<StartClaimStore>().ClaimAsync(seeded.PredictionId, default))!;
        await engine.ExecuteAsync(
            $"""
            update predictions set {end}, finished_at = now(), lease_token = null, lease_until = null
            where id = @PredictionId
            """, seeded);
        var before = await engine.QueryAsync<string>(Row, seeded);

        var ended = await engine.Get<StudioDatabase>().InTransactionAsync(async connection =>
            await PredictionEnd.FailAsync(connection, prediction, FailureCode.TimedOut)
                | await PredictionEnd.CancelAsync(connection, prediction), default);

        Assert.False(ended);
        Assert.Equal(before, await engine.QueryAsync<string>(Row, seeded));
    }

    private const string Row =
        """
        select concat((select json_agg(p) from predictions p), (select json_agg(g) from generations g),
            (select json_agg(c) from credit_entries c), (select json_agg(e) from generation_events e))
        """;
}

/// <summary>The values that the counter of one engine recorded.</summary>
internal sealed class Counted : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly List<KeyValuePair<string, object?>> tags = [];

    public Counted(Engine engine, string name)
    {
        var meter = engine.Get<IMeterFactory>().Create(PredictionMetrics.Meter);
        listener.InstrumentPublished = (instrument, hears) =>
        {
            if (instrument.Name == name && ReferenceEquals(instrument.Meter, meter))
                hears.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, _, measured, _) =>
        {
            lock (tags)
                tags.AddRange(measured.ToArray());
        });
        listener.Start();
    }

    public IReadOnlyList<string> Tags(string key)
    {
        lock (tags)
            return [.. tags.Where(tag => tag.Key == key).Select(tag => $"{tag.Value}").Order()];
    }

    public void Dispose() => listener.Dispose();
}
