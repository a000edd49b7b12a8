using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Timeline;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// The ends of storing, each guarded by the claim's lease token. False: the claim was lost, nothing is written.
/// </summary>
public sealed class CompletionStore(
    StudioDatabase database, PredictionMetrics metrics, IOptions<PredictionOptions> options)
{
    private const string SucceededSql =
        """
        update predictions set status = 'succeeded', failure_code = null, lease_token = null, lease_until = null,
            changed_at = clock_timestamp(), finished_at = clock_timestamp()
        where id = @id and lease_token = @leaseToken and (status = 'storing' or failure_code = 'timed_out'
            or (status = 'failed' and redriven_at is not null))
        """;

    /// <summary>Variants, settlement and state in one transaction.</summary>
    public Task<bool> DeliverAsync(
        CompletionClaim claim, IReadOnlyList<FinishedOutput> delivered, IReadOnlyList<OutputResult> refused,
        CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            var prediction = claim.Prediction;
            if (!await StillOursAsync(connection, claim, "deliver"))
                return false;
            if (await OutputStore.IsUnwantedAsync(connection, prediction.GenerationId))
                return await DiscardAsync(connection, claim);
            var good = await OutputStore.PublishAsync(
                connection, prediction.GenerationId, prediction.Id, delivered, claim.IsPublic);
            foreach (var one in refused)
                await OutputStore.TellRefusedAsync(connection, prediction.GenerationId, one);
            await TellMissingAsync(connection, prediction, delivered.Count + refused.Count);
            await connection.ExecuteAsync(SucceededSql, prediction);
            await UpstreamRunStore.SetDispositionAsync(connection, claim.Result.Id, RunDisposition.Delivered);
            await UpstreamRunStore.CancelOthersAsync(connection, prediction.Id, keep: claim.Result.Id);
            if (!claim.Late)
                await ChargeAsync(connection, prediction, good);
            await GenerationProgress.UpdateAsync(connection, prediction.GenerationId);
            return true;
        }, ct);

    private const string LetGoSql =
        """
        update predictions set lease_token = null, lease_until = null, storing_tries = storing_tries + 1,
            not_before = clock_timestamp() + make_interval(secs => @wait),
            next_check_at = clock_timestamp() + make_interval(secs => @wait + @patience)
        where id = @id and lease_token = @leaseToken
        """;

    /// <summary>Nothing could be delivered. A late success that fails stays what it was.</summary>
    public Task<bool> FailAsync(
        CompletionClaim claim, FailureCode code, IReadOnlyList<OutputResult> refused, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (!await StillOursAsync(connection, claim, "fail"))
                return false;
            if (claim.Late)
                return await DiscardAsync(connection, claim);
            await UpstreamRunStore.SetDispositionAsync(connection, claim.Result.Id, RunDisposition.Lost);
            foreach (var one in refused)
                await OutputStore.TellRefusedAsync(connection, claim.Prediction.GenerationId, one);
            return await PredictionEnd.FailAsync(connection, claim.Prediction, code);
        }, ct);

    /// <summary>Leaves the work to a later message or the reconciler; the round counts.</summary>
    public async Task<bool> LetGoAsync(CompletionClaim claim, TimeSpan wait, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var letGo = await LetGoAsync(connection, claim, wait);
        if (!letGo)
            metrics.StaleWrite("let_go");
        return letGo;
    }

    /// <summary>The same, with the reasons in the owner's timeline; a late success has no place there yet.</summary>
    public Task<bool> LetGoAsync(
        CompletionClaim claim, TimeSpan wait, IReadOnlyList<OutputResult> delayed, CancellationToken ct) =>
        delayed.Count == 0 || claim.Late
            ? LetGoAsync(claim, wait, ct)
            : database.InTransactionAsync(async connection =>
            {
                if (!await StillOursAsync(connection, claim, "let_go"))
                    return false;
                foreach (var one in delayed)
                    await OutputStore.TellDelayedAsync(connection, claim.Prediction.GenerationId, one);
                return await LetGoAsync(connection, claim, wait);
            }, ct);

    /// <summary>
    /// A late success that cannot be delivered leaves everything as the timeout left it; another, for which there is no
    /// place any more because its owner was erased, ends as canceled.
    /// </summary>
    private async Task<bool> DiscardAsync(NpgsqlConnection connection, CompletionClaim claim)
    {
        await UpstreamRunStore.SetDispositionAsync(connection, claim.Result.Id, RunDisposition.Lost);
        return claim.Late
            ? await LetGoAsync(connection, claim, TimeSpan.Zero)
            : await PredictionEnd.CancelAsync(connection, claim.Prediction);
    }

    private async Task<bool> LetGoAsync(NpgsqlConnection connection, CompletionClaim claim, TimeSpan wait) =>
        await connection.ExecuteAsync(LetGoSql, new
        {
            claim.Prediction.Id,
            leaseToken = claim.Token,
            wait = wait.TotalSeconds,
            patience = options.Value.MessageResendAfterSeconds,
        }) == 1;

    private async Task<bool> StillOursAsync(NpgsqlConnection connection, CompletionClaim claim, string write)
    {
        var now = await PredictionStore.LockAsync(connection, claim.Prediction.Id);
        var ours = now is not null && now.LeaseToken == claim.Token
            && (now.Status == PredictionStatus.Storing || now.TakesLate);
        if (!ours)
            metrics.StaleWrite(write);
        return ours;
    }

    private static async Task ChargeAsync(NpgsqlConnection connection, Prediction prediction, int delivered)
    {
        var (owner, generation, price) = (prediction.OwnerId, prediction.GenerationId, prediction.CreditsPerVariant);
        await CreditLedger.SettleAsync(connection, owner, generation, prediction.Id, delivered * price);
        await CreditLedger.ReleaseAsync(
            connection, owner, generation, prediction.Id, (prediction.VariantCount - delivered) * price,
            "Fewer pictures were delivered than asked for.");
    }

    private static Task TellMissingAsync(NpgsqlConnection connection, Prediction prediction, int received) =>
        received >= prediction.VariantCount
            ? Task.CompletedTask
            : GenerationEventStore.AppendAsync(
                connection, prediction.GenerationId, GenerationStatus.Storing, "variants_missing",
                $"The image model made {received} of {prediction.VariantCount} pictures; the others are not charged.");
}
