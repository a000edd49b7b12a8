using System.Text.Json.Nodes;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Administration;

/// <summary>Redrives a prediction and records who did it.</summary>
public sealed class RedriveForOperator(RedrivePrediction redrive)
{
    public Task<Result<Redrive>> RunAsync(Guid predictionId, string reason, Caller caller, CancellationToken ct) =>
        redrive.RunAsync(predictionId, (connection, done) => AdminActStore.AppendAsync(connection, new(
            caller.OwnerId, ActKind.RedrivePrediction, $"{predictionId}", reason, new JsonObject
            {
                ["generationId"] = done.GenerationId,
                ["status"] = done.Status,
                ["redriven"] = done.Redriven,
            })), ct);
}
