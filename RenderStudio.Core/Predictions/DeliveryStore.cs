using Dapper;
using Npgsql;

namespace RenderStudio.Core.Predictions;

/// <summary>Stores each webhook delivery once, by its <c>webhook-id</c>, and counts its copies.</summary>
internal static class DeliveryStore
{
    private const string RecordSql =
        """
        insert into webhook_deliveries (webhook_id, prediction_id, attempt, upstream_id, upstream_status)
        values (@webhookId, @predictionId, @attempt, @upstreamId, @upstreamStatus)
        on conflict (webhook_id) do update set copies = webhook_deliveries.copies + 1
        returning copies
        """;

    /// <returns>How often this delivery has arrived, including this time.</returns>
    public static Task<int> RecordAsync(
        NpgsqlConnection connection, string webhookId, Guid predictionId, int attempt, string upstreamId,
        string upstreamStatus) =>
        connection.ExecuteScalarAsync<int>(RecordSql,
            new { webhookId, predictionId, attempt, upstreamId, upstreamStatus });
}
