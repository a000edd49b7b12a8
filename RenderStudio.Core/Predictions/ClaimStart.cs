using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Claims a prediction for a start when the budget of create calls permits it. Otherwise its message returns at its
/// turn.
/// </summary>
public sealed partial class ClaimStart(
    StartBudgetStore budget, StartClaimStore claims, PredictionQueues queues, IOptions<PredictionOptions> options,
    ILogger<ClaimStart> logger)
{
    // The estimate of a longer wait is too inexact to wait for it at once.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <returns>Null when the prediction cannot be started now.</returns>
    public async Task<Prediction?> RunAsync(Guid predictionId, CancellationToken ct)
    {
        if (!await budget.TakeAsync(ct) && !await budget.TakeTurnAsync(predictionId, ct))
        {
            await WaitAsync(predictionId, ct);
            return null;
        }

        var claimed = await claims.ClaimAsync(predictionId, ct);
        if (claimed is null)
            await budget.ReturnAsync(ct);
        return claimed;
    }

    private async Task WaitAsync(Guid predictionId, CancellationToken ct)
    {
        var resend = TimeSpan.FromSeconds(options.Value.MessageResendAfterSeconds);
        if (await budget.WaitAsync(predictionId, LongestWait, resend, ct) is not { } wait)
            return;
        LogWaits(logger, predictionId, wait.TotalSeconds);
        await queues.EnqueueAsync(PredictionMessage.Start(predictionId), ct, after: wait);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Prediction {PredictionId} waits about {Seconds:0.#} s for the budget of create calls")]
    private static partial void LogWaits(ILogger logger, Guid predictionId, double seconds);
}
