using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Deliveries;

/// <summary>Reads and writes the endpoints of owners. Each statement names the owner.</summary>
public sealed class EndpointStore(StudioDatabase database, IOptions<DeliveryOptions> options)
{
    private const string Columns =
        """
        id, url, events, description, disabled_at is null as enabled, disabled_reason, disabled_at, failing_since,
        case when previous_until > clock_timestamp() then previous_until end as previous_secret_expires_at, created_at
        """;

    private const string LockOwnerSql = "select id from owners where id = @ownerId for no key update";

    private const string AddSql =
        $"""
        insert into webhook_endpoints (id, owner_id, url, events, description, secret)
        select @id, @ownerId, @url, @events::text[], @description, @secret
        where (select count(*) from webhook_endpoints where owner_id = @ownerId) < @most
        returning {Columns}
        """;

    /// <summary>Adds an endpoint. Requests of one owner run one after another.</summary>
    /// <returns>Null when the owner has the maximum number of endpoints.</returns>
    public Task<WebhookEndpoint?> AddAsync(
        Guid ownerId, Guid id, EndpointChange fields, byte[] secret, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            await connection.ExecuteAsync(LockOwnerSql, new { ownerId });
            return await connection.QuerySingleOrDefaultAsync<WebhookEndpoint>(AddSql, new
            {
                id,
                ownerId,
                fields.Url,
                events = fields.Events!.ToArray(),
                fields.Description,
                secret,
                most = options.Value.MaxEndpoints,
            });
        }, ct);

    private const string ListSql =
        $"select {Columns} from webhook_endpoints where owner_id = @ownerId order by created_at desc, id desc";

    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<WebhookEndpoint>(ListSql, new { ownerId })];
    }

    private const string FindSql = $"select {Columns} from webhook_endpoints where id = @id and owner_id = @ownerId";

    /// <returns>Null when the owner has no such endpoint.</returns>
    public async Task<WebhookEndpoint?> FindAsync(Guid id, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<WebhookEndpoint>(FindSql, new { id, ownerId });
    }

    // Another address or another chance begins without the failures of before.
    private const string ChangeSql =
        $"""
        update webhook_endpoints set url = coalesce(@url, url), events = coalesce(@events::text[], events),
            description = case when @hasDescription then @description else description end,
            failing_since = case when @url is null and @enabled::boolean is not true then failing_since end,
            disabled_at = case when @enabled then null
                when not @enabled then coalesce(disabled_at, clock_timestamp()) else disabled_at end,
            disabled_reason = case when @enabled then null
                when not @enabled then coalesce(disabled_reason, 'owner') else disabled_reason end
        where id = @id and owner_id = @ownerId
        returning {Columns}
        """;

    // Pending deliveries of a disabled endpoint end, so that they are not sent long afterwards.
    private const string EndPendingSql =
        """
        update deliveries set status = 'failed', finished_at = clock_timestamp(), error = 'endpoint_disabled'
        where endpoint_id = @id and status = 'pending'
        """;

    /// <returns>Null when the owner has no such endpoint.</returns>
    public Task<WebhookEndpoint?> ChangeAsync(Guid id, Guid ownerId, EndpointChange change, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            var changed = await connection.QuerySingleOrDefaultAsync<WebhookEndpoint>(ChangeSql, new
            {
                id,
                ownerId,
                change.Url,
                events = change.Events?.ToArray(),
                hasDescription = change.Description is not null,
                description = change.Description is "" ? null : change.Description,
                change.Enabled,
            });
            if (changed is { Enabled: false })
                await EndPendingAsync(connection, id);
            return changed;
        }, ct);

    /// <summary>Ends the pending deliveries of an endpoint whose row the caller's transaction has locked.</summary>
    internal static Task EndPendingAsync(NpgsqlConnection connection, Guid id) =>
        connection.ExecuteAsync(EndPendingSql, new { id });

    private const string RotateSql =
        $"""
        update webhook_endpoints set previous_secret = secret, secret = @secret,
            previous_until = clock_timestamp() + make_interval(secs => @seconds)
        where id = @id and owner_id = @ownerId
        returning {Columns}
        """;

    /// <summary>Replaces the secret; the one before stays valid for a while.</summary>
    /// <returns>Null when the owner has no such endpoint.</returns>
    public async Task<WebhookEndpoint?> RotateAsync(Guid id, Guid ownerId, byte[] secret, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var seconds = TimeSpan.FromHours(options.Value.SecretOverlapHours).TotalSeconds;
        return await connection.QuerySingleOrDefaultAsync<WebhookEndpoint>(
            RotateSql, new { id, ownerId, secret, seconds });
    }

    // The lock makes events wait that would add a delivery.
    private const string LockSql =
        "select true from webhook_endpoints where id = @id and owner_id = @ownerId for update";

    private const string DeleteSql =
        """
        delete from deliveries where endpoint_id = @id;
        delete from webhook_endpoints where id = @id;
        """;

    /// <summary>Deletes an endpoint with its deliveries.</summary>
    /// <returns>False when the owner has no such endpoint.</returns>
    public Task<bool> DeleteAsync(Guid id, Guid ownerId, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (!await connection.ExecuteScalarAsync<bool>(LockSql, new { id, ownerId }))
                return false;
            await connection.ExecuteAsync(DeleteSql, new { id });
            return true;
        }, ct);
}
