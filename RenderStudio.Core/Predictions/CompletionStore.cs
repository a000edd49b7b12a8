using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// The writes that end a round of storing, each guarded by the claim's lease token. Each method returns false when
/// the lease was lost; it then writes nothing.
/// </summary>
public sealed class CompletionStore(
    StudioDatabase database, PredictionMetrics metrics, IOptions<PredictionOptions> options)
{
    /// <summary>Writes the variants, settles the credits and moves the prediction in one transaction.</summary>
    public Task<bool> DeliverAsync(
        CompletionClaim claim, IReadOnlyList<FinishedOutput> delivered, IReadOnlyList<OutputResult> refused,
        CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (!await VerifyLeaseAsync(connection, claim, "deliver"))
                return false;
            if (await DeliveredVariantStore.IsUnwantedAsync(connection, claim.Prediction.GenerationId))
                return await DiscardAsync(connection, claim);
            await PredictionSuccess.DeliverAsync(connection, claim.Prediction, delivered, refused);
            return true;
        }, ct);

    private const string RescheduleSql =
        """
        update predictions set lease_token = null, lease_until = null, storing_tries = storing_tries + 1,
            storing_progress = @progress, not_before = clock_timestamp() + make_interval(secs => @wait),
            next_check_at = clock_timestamp() + make_interval(secs => @wait + @patience)
        where id = @id and lease_token = @leaseToken
        """;

    /// <summary>
    /// Fails a prediction of which no picture can be delivered. A late success keeps its failed status.
    /// </summary>
    public Task<bool> FailAsync(
        CompletionClaim claim, FailureCode code, IReadOnlyList<OutputResult> refused, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (!await VerifyLeaseAsync(connection, claim, "fail"))
                return false;
            if (claim.Late)
                return await DiscardAsync(connection, claim);
            await UpstreamRunStore.SetDispositionAsync(connection, claim.Result.Id, RunDisposition.Lost);
            foreach (var one in refused)
                await DeliveredVariantStore.AppendRejectedAsync(connection, claim.Prediction.GenerationId, one);
            return await PredictionEnd.FailAsync(connection, claim.Prediction, code);
        }, ct);

    /// <summary>
    /// Returns the lease, keeps the progress of the claim and leaves the work to a later message or the reconciler. The
    /// round counts as a try.
    /// </summary>
    public Task<bool> RescheduleAsync(CompletionClaim claim, TimeSpan wait, CancellationToken ct) =>
        RescheduleAsync(claim, wait, [], ct);

    /// <summary>
    /// Does the same and appends the reasons to the generation's timeline, except for a late success, whose timeline
    /// still shows the failure. A result that is no longer wanted is discarded instead.
    /// </summary>
    public Task<bool> RescheduleAsync(
        CompletionClaim claim, TimeSpan wait, IReadOnlyList<OutputResult> delayed, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (!await VerifyLeaseAsync(connection, claim, "let_go"))
                return false;
            if (await DeliveredVariantStore.IsUnwantedAsync(connection, claim.Prediction.GenerationId))
                return await DiscardAsync(connection, claim);
            foreach (var one in claim.Late ? [] : delayed)
                await DeliveredVariantStore.AppendDelayedAsync(connection, claim.Prediction.GenerationId, one);
            return await RescheduleAsync(connection, claim, wait);
        }, ct);

    /// <summary>
    /// Drops a result that cannot be delivered. A late success keeps the state that its failure left. A prediction
    /// whose owner was erased, or whose render was deleted, ends as canceled.
    /// </summary>
    private async Task<bool> DiscardAsync(NpgsqlConnection connection, CompletionClaim claim)
    {
        await UpstreamRunStore.SetDispositionAsync(connection, claim.Result.Id, RunDisposition.Lost);
        return claim.Late
            ? await RescheduleAsync(connection, claim with { Progress = claim.Progress.Cleared }, TimeSpan.Zero)
            : await PredictionEnd.CancelAsync(connection, claim.Prediction);
    }

    private async Task<bool> RescheduleAsync(NpgsqlConnection connection, CompletionClaim claim, TimeSpan wait) =>
        await connection.ExecuteAsync(RescheduleSql, new
        {
            claim.Prediction.Id,
            leaseToken = claim.Token,
            progress = claim.Progress.Json,
            wait = wait.TotalSeconds,
            patience = options.Value.MessageResendAfterSeconds,
        }) == 1;

    private async Task<bool> VerifyLeaseAsync(NpgsqlConnection connection, CompletionClaim claim, string write)
    {
        var now = await PredictionStore.LockAsync(connection, claim.Prediction.Id);
        var isHeld = now is not null && now.LeaseToken == claim.Token
            && (now.Status == PredictionStatus.Storing || now.MaySucceedLate);
        if (!isHeld)
            metrics.StaleWrite(write);
        return isHeld;
    }
}
