using Dapper;
using Npgsql;

namespace RenderStudio.Core.Generations;

/// <summary>Deletes the generations of an erased owner, in the caller's transaction.</summary>
internal static class ErasedGenerationStore
{
    private const string UnlinkRetriesSql =
        "update generations set retried_from = null where owner_id = @ownerId and retried_from is not null";

    /// <summary>Removes the references of retries, so that generations can be deleted in any order.</summary>
    public static Task UnlinkRetriesAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(UnlinkRetriesSql, new { ownerId }, cancellationToken: ct));

    private const string RemoveSql = "delete from generations where id = any(@ids)";

    /// <returns>Number of deleted generations.</returns>
    public static Task<int> RemoveAsync(NpgsqlConnection connection, Guid[] ids) =>
        connection.ExecuteAsync(RemoveSql, new { ids });

    private const string RemoveQuotesAndKeysSql =
        """
        delete from quotes where owner_id = @ownerId;
        delete from idempotency_keys where owner_id = @ownerId;
        """;

    public static Task RemoveQuotesAndKeysAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.ExecuteAsync(RemoveQuotesAndKeysSql, new { ownerId });
}
