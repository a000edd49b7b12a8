using Dapper;
using Npgsql;

namespace RenderStudio.Core.Timeline;

/// <summary>Lets a generation follow its predictions, in the transaction that moved one of them.</summary>
public static class GenerationProgress
{
    private const string ShownSql = "select status from generations where id = @generationId";

    private const string PredictionsSql =
        """
        select status, failure_code, finished_at from predictions where generation_id = @generationId order by ordinal
        """;

    private const string MoveSql =
        """
        update generations set status = @status, failure_code = @failureCode,
            finished_at = case when @final then clock_timestamp() end,
            canceled_at = case
                when @status = 'canceled' then clock_timestamp()
                when @final and @someCanceled then coalesce(canceled_at, clock_timestamp())
                else canceled_at end
        where id = @generationId
        """;

    /// <summary>The caller holds the generation's row lock, as a statement of its own.</summary>
    /// <returns>Whether the generation moved.</returns>
    public static async Task<bool> FollowAsync(NpgsqlConnection connection, Guid generationId)
    {
        var shown = GenerationStatuses.Parse(await connection.QuerySingleAsync<string>(ShownSql, new { generationId }));
        List<PredictionState> predictions =
            [.. await connection.QueryAsync<PredictionState>(PredictionsSql, new { generationId })];
        var outcome = GenerationOutcome.Of(shown, predictions);
        if (outcome.Status == shown)
            return false;

        await connection.ExecuteAsync(MoveSql, new
        {
            generationId,
            status = outcome.Status.Text(),
            outcome.FailureCode,
            final = outcome.Status.IsFinal(),
            someCanceled = predictions.Any(prediction => prediction.Status == PredictionStatus.Canceled),
        });
        await GenerationEvents.AppendAsync(
            connection, generationId, outcome.Status, outcome.FailureCode, Sentence(outcome));
        return true;
    }

    private static string Sentence(GenerationOutcome outcome) => outcome.Status switch
    {
        GenerationStatus.Pending => "Waiting to start.",
        GenerationStatus.Queued => "The image model has accepted the request.",
        GenerationStatus.Running => "The image model is at work.",
        GenerationStatus.Storing => "Saving the pictures.",
        GenerationStatus.Succeeded => "The pictures are ready.",
        GenerationStatus.Failed => FailureCodes.Parse(outcome.FailureCode!).PublicSentence(),
        GenerationStatus.Canceled => "Canceled.",
    };
}
