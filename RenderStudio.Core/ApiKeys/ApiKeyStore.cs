using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.ApiKeys;

/// <summary>Reads and writes the keys of owners. Each statement names the owner.</summary>
public sealed class ApiKeyStore(StudioDatabase database, IOptions<ApiKeyOptions> options)
{
    private const string LockOwnerSql = "select id from owners where id = @ownerId for no key update";

    private const string AddSql =
        """
        insert into api_keys (id, owner_id, name, prefix, hash, scopes, monthly_credit_cap, expires_at)
        select @id, @ownerId, @name, @prefix, @hash, @scopes::text[], @monthlyCreditCap, @expiresAt
        where (select count(*) from api_keys where owner_id = @ownerId) < @most
        returning id, name, prefix, scopes, monthly_credit_cap, 0 as credits_this_month, expires_at, last_used_at,
            created_at
        """;

    /// <summary>Adds a key. Requests of one owner run one after another.</summary>
    /// <returns>Null when the owner has the maximum number of keys.</returns>
    public Task<ApiKey?> AddAsync(Guid ownerId, ApiKeyFields fields, string text, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            await connection.ExecuteAsync(LockOwnerSql, new { ownerId });
            return await connection.QuerySingleOrDefaultAsync<ApiKey>(AddSql, new
            {
                id = Guid.CreateVersion7(),
                ownerId,
                fields.Name,
                prefix = KeyText.Shown(text),
                hash = KeyText.Hash(text),
                scopes = fields.Scopes!.ToArray(),
                fields.MonthlyCreditCap,
                fields.ExpiresAt,
                most = options.Value.MaxKeys,
            });
        }, ct);

    private const string ListSql =
        """
        select k.id, k.name, k.prefix, k.scopes, k.monthly_credit_cap, coalesce(s.credits, 0) as credits_this_month,
            k.expires_at, k.last_used_at, k.created_at
        from api_keys k left join api_key_spends s
            on s.api_key_id = k.id and s.month = date_trunc('month', @now::timestamptz at time zone 'UTC')::date
        where k.owner_id = @ownerId
        order by k.created_at desc, k.id desc
        """;

    /// <param name="now">Selects the month of the spend.</param>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(Guid ownerId, DateTime now, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<ApiKey>(ListSql, new { ownerId, now })];
    }

    // Waits for submits that are spending credits of the key.
    private const string DeleteSql = "delete from api_keys where id = @id and owner_id = @ownerId";

    /// <returns>False when the owner has no such key.</returns>
    public async Task<bool> DeleteAsync(Guid id, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(
            new CommandDefinition(DeleteSql, new { id, ownerId }, cancellationToken: ct)) == 1;
    }

    private const string DeleteAllSql = "delete from api_keys where owner_id = @ownerId";

    public async Task DeleteAllAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(
            new CommandDefinition(DeleteAllSql, new { ownerId }, cancellationToken: ct));
    }
}
