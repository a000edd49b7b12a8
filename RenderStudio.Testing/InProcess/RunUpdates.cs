using System.Text;
using System.Text.Json;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Testing.InProcess;

/// <summary>Updates of upstream runs, applied as a webhook delivery applies them.</summary>
internal static class RunUpdates
{
    public static Task<RunVerdict?> ApplyAsync(
        Engine engine, SeededGeneration seeded, string run, string status, string? error = null,
        params string[] outputs)
    {
        var json = JsonSerializer.Serialize(new { id = run, status, error, output = outputs });
        var upstream = ReplicatePrediction.Parse(Encoding.UTF8.GetBytes(json));
        return engine.Get<StudioDatabase>().InTransactionAsync(
            connection => engine.Get<ApplyRunUpdate>().RunAsync(
                connection, seeded.PredictionId, 1, upstream, SeenBy.Delivery),
            CancellationToken.None);
    }
}
