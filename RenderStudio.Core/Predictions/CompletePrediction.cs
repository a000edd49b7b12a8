using Microsoft.Extensions.Logging;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Downloads, checks, converts and stores the outputs of a run that succeeded, then publishes them in one transaction.
/// </summary>
/// <remarks>
/// The work passes three concurrency gates, always in this order, each within the one before:
/// <list type="number">
/// <item><see cref="ExclusiveWorkGate"/>, in <see cref="PredictionLeases"/>: once for each prediction, for the whole
/// round, after the lease is taken and while it is renewed.</item>
/// <item><see cref="ExpiryOrderedGate"/>, in <see cref="FinishOutput"/>: once for each try of an output, from its
/// download until its files are uploaded.</item>
/// <item><see cref="Imaging.PictureGate"/>, in <see cref="FinishOutput"/>: once while the output is inspected and once
/// while it is decoded and encoded.</item>
/// </list>
/// Code within a gate never waits for a gate above it, so the gates cannot deadlock.
/// </remarks>
public sealed partial class CompletePrediction(
    CompletionClaims claims, PredictionLeases leases, FinishOutputs outputs, EndStoringRound round,
    FinishPendingMoves moves, ILogger<CompletePrediction> logger)
{
    /// <summary>
    /// Idempotent: a repeated message finds nothing to claim. After a transient error the lease is returned, and
    /// another round follows after a wait.
    /// </summary>
    public async Task RunAsync(Guid predictionId, CancellationToken ct)
    {
        if (await claims.TakeAsync(predictionId, ct) is not { } claim)
            return;
        using var scope = PredictionScope.Of(logger, claim.Prediction);
        if (await StoreAsync(claim, ct)) // the visibility of the render may have changed in the meantime
            await moves.RunIfPendingAsync(claim.Prediction.RenderId, ct);
    }

    /// <returns>Whether the end of the prediction was written.</returns>
    private async Task<bool> StoreAsync(CompletionClaim claim, CancellationToken ct)
    {
        OutputResult[] results = [];
        try
        {
            results = await leases.WhileHeldAsync(claim.Prediction, held => outputs.RunAsync(claim, held), ct);
            if (round.Delayed(claim, results) is { Count: > 0 } delayed)
                await round.RetryLaterAsync(claim, results, delayed);
            else if (await round.WriteAsync(claim, results, ct))
                return Reported(claim, results);
            else
                LogLeaseLost(logger);
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(logger);
        }
        catch (Exception error)
        {
            round.Count(error);
            if (ct.IsCancellationRequested || round.MayRetry(claim))
            {
                LogRetry(logger, error.GetType().Name);
                await round.RetryAfterErrorAsync(claim, results, isCounted: !ct.IsCancellationRequested);
                throw;
            }

            LogFailed(logger, claim.Prediction.StoringTries + 1, error);
            return await round.AbandonAsync(claim, results, ct);
        }

        return false;
    }

    /// <summary>Raises an alarm when an output was given up because of unexpected errors.</summary>
    private bool Reported(CompletionClaim claim, OutputResult[] results)
    {
        if (results.Any(result => result.Error is { Kind: OutputErrorKind.Unexpected }))
            LogFailed(logger, claim.Prediction.StoringTries + 1, null);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease was lost while storing; nothing was written")]
    private static partial void LogLeaseLost(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Storing failed ({Kind}) and will be retried")]
    private static partial void LogRetry(ILogger logger, string kind);

    [LoggerMessage(Level = LogLevel.Critical,
        Message = "ALARM: storing failed after {Tries} tries; the prediction ends with the pictures that are stored")]
    private static partial void LogFailed(ILogger logger, int tries, Exception? error);
}
