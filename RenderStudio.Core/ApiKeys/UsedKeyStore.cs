using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.ApiKeys;

/// <summary>Reads the key of a request, and records its use.</summary>
public sealed class UsedKeyStore(StudioDatabase database)
{
    private const string FindSql =
        """
        select k.id, k.owner_id, k.scopes, k.expires_at, k.last_used_at
        from api_keys k join owners o on o.id = k.owner_id
        where k.hash = @hash and o.erased_at is null
        """;

    /// <returns>Null when there is no such key, or its owner was erased.</returns>
    public async Task<UsedKey?> FindAsync(byte[] hash, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<UsedKey>(
            new CommandDefinition(FindSql, new { hash }, cancellationToken: ct));
    }

    // Of several instances that record the same use, one writes.
    private const string RecordSql =
        """
        update api_keys set last_used_at = @now
        where id = @id and (last_used_at is null or last_used_at <= @now::timestamptz - interval '1 minute')
        """;

    /// <summary>Records a use, unless one of the last minute is recorded.</summary>
    public async Task RecordAsync(Guid id, DateTime now)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(RecordSql, new { id, now });
    }
}

/// <summary>What a request needs to know about its key.</summary>
public sealed record UsedKey
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string[] Scopes { get; init; }

    public DateTime? ExpiresAt { get; init; }

    public DateTime? LastUsedAt { get; init; }
}
