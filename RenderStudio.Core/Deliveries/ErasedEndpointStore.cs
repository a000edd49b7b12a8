using Dapper;
using Npgsql;

namespace RenderStudio.Core.Deliveries;

/// <summary>Deletes the endpoints of an erased owner with their deliveries, in the caller's transaction.</summary>
internal static class ErasedEndpointStore
{
    // Endpoints are locked first, so that no transaction adds a delivery afterwards.
    private const string LockSql =
        "select id from webhook_endpoints where owner_id = @ownerId order by id for update";

    private const string RemoveSql =
        """
        delete from deliveries where endpoint_id in (select id from webhook_endpoints where owner_id = @ownerId);
        delete from webhook_endpoints where owner_id = @ownerId;
        """;

    public static async Task RemoveAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken ct)
    {
        await connection.ExecuteAsync(new CommandDefinition(LockSql, new { ownerId }, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(RemoveSql, new { ownerId }, cancellationToken: ct));
    }
}
