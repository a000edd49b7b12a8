using Dapper;
using Npgsql;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// The ends without a picture. Each gives the hold back, gives up the other runs and lets the generation follow, in the
/// transaction of a caller who holds the locks and has checked that the row is his to end.
/// </summary>
public static class PredictionEnd
{
    // A timed-out row keeps no bad result, so that a success that comes late finds its place empty.
    private const string EndSql =
        """
        update predictions set status = @status, failure_code = @code, lease_token = null, lease_until = null,
            result_run = case when @code = 'timed_out' then null else result_run end,
            result_status = case when @code = 'timed_out' then null else result_status end,
            changed_at = clock_timestamp(), finished_at = clock_timestamp()
        where id = @id and status in ('pending', 'starting', 'queued', 'running', 'storing')
        """;

    /// <returns>False when the prediction had ended already.</returns>
    public static Task<bool> FailAsync(NpgsqlConnection connection, Prediction prediction, FailureCode code) =>
        EndAsync(connection, prediction, PredictionStatus.Failed, code, code.PublicSentence());

    public static Task<bool> CancelAsync(NpgsqlConnection connection, Prediction prediction) =>
        EndAsync(connection, prediction, PredictionStatus.Canceled, null, "Canceled.");

    private static async Task<bool> EndAsync(
        NpgsqlConnection connection, Prediction prediction, PredictionStatus status, FailureCode? code, string reason)
    {
        var end = new { prediction.Id, status = status.Text(), code = code?.Text() };
        if (await connection.ExecuteAsync(EndSql, end) == 0)
            return false;
        // Runs that outlast the timeout are not called off: a late success is still the owner's.
        if (code != FailureCode.TimedOut)
            await UpstreamRunStore.CancelOthersAsync(connection, prediction.Id, keep: null);
        await CreditLedger.ReleaseAsync(
            connection, prediction.OwnerId, prediction.GenerationId, prediction.Id,
            prediction.VariantCount * prediction.CreditsPerVariant, reason);
        if (code is not null)
            await TellOwnerAsync(connection, prediction, code.Value);
        await GenerationProgress.UpdateAsync(connection, prediction.GenerationId);
        return true;
    }

    private const string ShownSql =
        """
        select g.status from generations g
        where g.id = @generationId and (select count(*) from predictions p where p.generation_id = g.id) > 1
        """;

    /// <summary>
    /// Where a generation has several predictions, says which pictures are missing; else its own end says it.
    /// </summary>
    private static async Task TellOwnerAsync(NpgsqlConnection connection, Prediction prediction, FailureCode code)
    {
        if (await connection.QuerySingleOrDefaultAsync<string>(ShownSql, prediction) is not { } shown)
            return;
        var (first, last) = (prediction.FirstIndex + 1, prediction.FirstIndex + prediction.VariantCount);
        var which = first == last ? $"Picture {first}" : $"Pictures {first} to {last}";
        await GenerationEventStore.AppendAsync(
            connection, prediction.GenerationId, GenerationStatuses.Parse(shown), code.Text(),
            $"{which} will not come and cost nothing: {code.PublicSentence()}");
    }
}
