using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>Sends the create call of a claimed prediction while it renews the lease.</summary>
public sealed class CreateRun(
    StartClaimStore claims, PredictionLeases leases, PrepareRun prepare, ReplicateClient replicate, EndStart end)
{
    /// <returns>Null when the check before the create call failed.</returns>
    public async Task<CreateOutcome?> RunAsync(Prediction claimed, CancellationToken ct)
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
