using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Each round reports how long the oldest pending prediction waits. An alert reads the warning.</summary>
public sealed class OldestPendingTests(Services services)
{
    [Theory]
    [InlineData("created_at = now() - interval '3 minutes'", true)]
    [InlineData("created_at = now() - interval '1 minute'", false)]
    [InlineData("created_at = now() - interval '3 minutes', not_before = now() + interval '1 minute'", true)]
    [InlineData("created_at = now() - interval '3 minutes', status = 'queued', upstream_id = 'run'", false)]
    [InlineData("created_at = now() - interval '3 minutes', status = 'canceled', finished_at = now()", false)]
    public async Task A_prediction_that_is_pending_for_two_minutes_is_reported(string state, bool isReported)
    {
        using var log = new RecordedLog();
        await using var engine = await Engine.StartAsync(
            services, collection => collection.AddSingleton<ILoggerFactory>(log));
        await SeededGeneration.CreateAsync(engine);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await engine.ExecuteAsync($"update predictions set {state} where id = @PredictionId", seeded);
        var ages = new List<double>();
        using var listener = Listen(engine, ages);

        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);

        var warnings = log.Of(typeof(OldestPending).FullName!);
        if (isReported)
            Assert.Matches("^Warning: The oldest pending prediction waits for 18[0-9] seconds$", Assert.Single(warnings));
        else
            Assert.Empty(warnings);
        Assert.InRange(Assert.Single(ages), 0.000_001, 200);
    }

    private static MeterListener Listen(Engine engine, List<double> ages)
    {
        var meter = engine.Get<IMeterFactory>().Create(PredictionMetrics.Meter);
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, hears) =>
            {
                if (instrument.Name == "render_studio.oldest_pending" && ReferenceEquals(instrument.Meter, meter))
                    hears.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, age, _, _) => ages.Add(age));
        listener.Start();
        return listener;
    }
}
