using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>A prediction claimed for storing, and the result to store.</summary>
public sealed record CompletionClaim(Prediction Prediction, ReplicatePrediction Result)
{
    public Guid Token => Prediction.LeaseToken!.Value;

    /// <summary>
    /// It had timed out, or was redriven: its pictures are delivered at no charge; the row stays failed until then.
    /// </summary>
    public bool Late => Prediction.TakesLate;

    /// <summary>Where its pictures are stored: beside others of its render, or as the studio's default says.</summary>
    public bool IsPublic { get; init; }
}

/// <summary>Takes a stored result in hand: a success under a lease, a bad end at once.</summary>
public sealed partial class CompletionClaims(
    StudioDatabase database, IOptions<PredictionOptions> options, IOptions<StorageOptions> storage,
    ILogger<CompletionClaims> logger)
{
    /// <returns>
    /// Null when there is nothing to store: no result, somebody else's, already done, or a bad end (now written).
    /// </returns>
    public Task<CompletionClaim?> TakeAsync(Guid predictionId, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (await PredictionStore.LockAsync(connection, predictionId) is not { HasResult: true } prediction)
                return null;
            var payload = await connection.QuerySingleAsync<string>(PayloadSql, new { predictionId });
            if (TryRead(payload) is not { } result)
            {
                await GiveUpAsync(connection, prediction);
                return null;
            }

            if (result.Status == UpstreamStatus.Succeeded)
                return await ClaimAsync(connection, prediction, result);
            if (prediction.Status.AwaitsResult())
                await WriteBadEndAsync(connection, prediction, result);
            return null;
        }, ct);

    private const string PayloadSql = "select result_payload from predictions where id = @predictionId";

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

    /// <summary>A result that cannot be read now is no more readable at the next try.</summary>
    private async Task GiveUpAsync(NpgsqlConnection connection, Prediction prediction)
    {
        LogUnreadable(logger, prediction.Id);
        await UpstreamRunStore.SetDispositionAsync(connection, prediction.ResultRun!, RunDisposition.Lost);
        await PredictionEnd.FailAsync(connection, prediction, FailureCode.Internal);
    }

    // A lease that ran out is a death, counted before the work begins again. A round that was let go waits its time,
    // however many messages come.
    private const string ClaimSql =
        """
        update predictions set
            status = case when status = 'failed' then status else 'storing' end,
            upstream_id = result_run, lease_token = @token, not_before = least(not_before, clock_timestamp()),
            lease_until = clock_timestamp() + make_interval(secs => @seconds),
            lease_expiries = lease_expiries + case when lease_token is not null and status in ('storing', 'failed') then 1 else 0 end,
            accepted_at = coalesce(accepted_at, clock_timestamp()), changed_at = clock_timestamp()
        where id = @id and (
            status in ('pending', 'starting', 'queued', 'running')
            or ((status = 'storing' or (status = 'failed' and (failure_code = 'timed_out' or redriven_at is not null)
                    and lease_expiries < @maxLeaseExpiries and exists (
                        select from upstream_runs r where r.upstream_id = result_run and r.disposition = 'open')))
                and ((lease_token is null and not_before <= clock_timestamp())
                    or (lease_until <= clock_timestamp() and lease_expiries + 1 < @maxLeaseExpiries))))
        """;

    private async Task<CompletionClaim?> ClaimAsync(
        NpgsqlConnection connection, Prediction prediction, ReplicatePrediction result)
    {
        var claimed = await connection.ExecuteAsync(ClaimSql, new
        {
            prediction.Id,
            token = Guid.NewGuid(),
            seconds = options.Value.LeaseSeconds,
            maxLeaseExpiries = options.Value.MaxLeaseExpiries,
        });
        if (claimed == 0)
            return null;
        await UpstreamRunStore.CancelOthersAsync(connection, prediction.Id, keep: result.Id);
        await GenerationProgress.UpdateAsync(connection, prediction.GenerationId);
        return new((await PredictionStore.LockAsync(connection, prediction.Id))!, result)
        {
            IsPublic = await OutputStore.IsPublicAsync(connection, prediction.GenerationId)
                ?? storage.Value.IsPublicByDefault(),
        };
    }

    private const string TurnSql =
        """
        update predictions set status = 'running', upstream_id = @other, result_run = null, result_status = null,
            result_payload = null, result_at = null, lease_token = null, lease_until = null,
            accepted_at = coalesce(accepted_at, clock_timestamp()), checks = 0,
            changed_at = clock_timestamp(), next_check_at = clock_timestamp()
        where id = @id and status in ('pending', 'starting', 'queued', 'running')
        """;

    private static async Task WriteBadEndAsync(
        NpgsqlConnection connection, Prediction prediction, ReplicatePrediction result)
    {
        var ended = result.Status == UpstreamStatus.Failed ? RunDisposition.Lost : RunDisposition.Canceled;
        await UpstreamRunStore.SetDispositionAsync(connection, result.Id, ended);
        var other = await UpstreamRunStore.HopefulAsync(connection, prediction.Id, except: result.Id);
        if (other is not null && !prediction.CancelRequested)
        {
            await connection.ExecuteAsync(TurnSql, new { prediction.Id, other });
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
