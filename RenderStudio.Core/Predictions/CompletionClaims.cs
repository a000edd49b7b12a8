using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Claims a stored result: a success is claimed under a lease; a failed or canceled result is written at once.
/// </summary>
public sealed partial class CompletionClaims(
    StudioDatabase database, IOptions<PredictionOptions> options, IOptions<StorageOptions> storage,
    ILogger<CompletionClaims> logger)
{
    /// <returns>
    /// Null when there is nothing to store: no result, another worker's live lease, a completed prediction, or a failed
    /// or canceled result, which is now written.
    /// </returns>
    public Task<CompletionClaim?> TakeAsync(Guid predictionId, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (await PredictionStore.LockAsync(connection, predictionId) is not { HasResult: true } prediction)
                return null;
            var stored = await CompletionClaimStore.ResultAsync(connection, predictionId);
            if (TryRead(stored.Payload) is not { } result)
            {
                await FailUnreadableAsync(connection, prediction);
                return null;
            }

            if (result.Status == UpstreamStatus.Succeeded)
                return await ClaimAsync(connection, prediction, result, stored.Progress);
            if (prediction.Status.AwaitsResult())
                await EndAsync(connection, prediction, result);
            return null;
        }, ct);

    private static ReplicatePrediction? TryRead(string payload)
    {
        try
        {
            return ReplicatePrediction.Parse(Encoding.UTF8.GetBytes(payload));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Fails the prediction, because an unreadable result stays unreadable at every retry.</summary>
    private async Task FailUnreadableAsync(NpgsqlConnection connection, Prediction prediction)
    {
        LogUnreadable(logger, prediction.Id);
        await UpstreamRunStore.SetDispositionAsync(connection, prediction.ResultRun!, RunDisposition.Lost);
        await PredictionEnd.FailAsync(connection, prediction, FailureCode.Internal);
    }

    private async Task<CompletionClaim?> ClaimAsync(
        NpgsqlConnection connection, Prediction prediction, ReplicatePrediction result, string? progress)
    {
        if (!await CompletionClaimStore.ClaimAsync(connection, prediction.Id, options.Value))
            return null;
        await UpstreamRunStore.CancelOthersAsync(connection, prediction.Id, keep: result.Id);
        await GenerationProgress.UpdateAsync(connection, prediction.GenerationId);
        var isPublic = await DeliveredVariantStore.IsPublicAsync(connection, prediction.GenerationId)
            ?? storage.Value.IsPublicByDefault();
        return new((await PredictionStore.LockAsync(connection, prediction.Id))!, result)
        {
            IsPublic = isPublic,
            Progress = StoringProgress.Read(progress, result.Id),
        };
    }

    private static async Task EndAsync(
        NpgsqlConnection connection, Prediction prediction, ReplicatePrediction result)
    {
        var disposition = result.Status == UpstreamStatus.Failed ? RunDisposition.Lost : RunDisposition.Canceled;
        await UpstreamRunStore.SetDispositionAsync(connection, result.Id, disposition);
        var other = await UpstreamRunStore.FindViableAsync(connection, prediction.Id, except: result.Id);
        if (other is not null && !prediction.CancelRequested)
        {
            await CompletionClaimStore.SwitchRunAsync(connection, prediction.Id, other);
            await GenerationProgress.UpdateAsync(connection, prediction.GenerationId);
        }
        else if (UpstreamFailure.CodeOf(prediction, result) is { } code)
        {
            await PredictionEnd.FailAsync(connection, prediction, code);
        }
        else
        {
            await PredictionEnd.CancelAsync(connection, prediction);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical,
        Message = "ALARM: the stored result of prediction {PredictionId} is unreadable; the prediction failed")]
    private static partial void LogUnreadable(ILogger logger, Guid predictionId);
}
