using Microsoft.Extensions.Logging;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Creates one run of a prediction, once. The create call has no idempotency key and costs money. Therefore the
/// prediction is claimed first, the claim is checked again just before the call, and a call whose outcome is unknown is
/// never repeated: the reconciler searches for its run instead.
/// </summary>
public sealed partial class StartPrediction(
    StartClaimStore claims, PredictionLeases leases, PrepareRun prepare, ReplicateClient replicate, EndStart end,
    ILogger<StartPrediction> logger)
{
    /// <summary>Idempotent: a repeated message, or one for work that is done, finds nothing to claim.</summary>
    public async Task RunAsync(Guid predictionId, CancellationToken ct)
    {
        if (await claims.ClaimAsync(predictionId, ct) is not { } claimed)
            return;
        using var scope = PredictionScope.Of(logger, claimed);
        await end.RunAsync(claimed, await SendAsync(claimed, ct), ct);
    }

    /// <returns>Null when the check before the create call failed.</returns>
    private async Task<CreateOutcome?> SendAsync(Prediction claimed, CancellationToken ct)
    {
        var mayBeSent = false;
        try
        {
            return await leases.WhileHeldAsync(claimed, async held =>
            {
                var (run, instead) = await prepare.RunAsync(claimed, held);
                if (run is null)
                    return instead;
                if (!await claims.AboutToSendAsync(claimed, held))
                    return null;
                mayBeSent = true;
                return await replicate.CreateAsync(run.Model, run.Input, run.Webhook, run.Deadline, held);
            }, ct);
        }
        catch when (!mayBeSent)
        {
            await end.ReturnLeaseAsync(claimed);
            throw;
        }
    }
}
