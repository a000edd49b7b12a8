using Microsoft.Extensions.Logging;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Creates one run of a prediction, once. The create call has no idempotency key and costs money. Therefore the
/// prediction is claimed first, the claim is checked again just before the call, and a call whose outcome is unknown is
/// never repeated: the reconciler searches for its run instead.
/// </summary>
public sealed class StartPrediction(ClaimStart claim, CreateRun create, EndStart end, ILogger<StartPrediction> logger)
{
    /// <summary>Idempotent: a repeated message, or one for work that is done, finds nothing to claim.</summary>
    public async Task RunAsync(Guid predictionId, CancellationToken ct)
    {
        if (await claim.RunAsync(predictionId, ct) is not { } claimed)
            return;
        using var scope = PredictionScope.Of(logger, claimed);
        await end.RunAsync(claimed, await create.RunAsync(claimed, ct), ct);
    }
}
