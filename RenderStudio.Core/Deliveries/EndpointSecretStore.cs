using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Deliveries;

/// <summary>The encrypted secrets of an endpoint.</summary>
public sealed record StoredSecrets(Guid Id, byte[] Secret, byte[]? PreviousSecret);

/// <summary>Reads and replaces secrets that another key than the current one has encrypted.</summary>
public sealed class EndpointSecretStore(StudioDatabase database)
{
    private const string NextBatchSql =
        """
        select id, secret, previous_secret from webhook_endpoints
        where id > @after and (substring(secret from 1 for length(@mark::bytea)) <> @mark::bytea
            or substring(previous_secret from 1 for length(@mark::bytea)) <> @mark::bytea)
        order by id limit 100
        """;

    /// <param name="after">The last id of the batch before; empty for the first batch.</param>
    /// <param name="mark">The first bytes of the secrets that remain as they are.</param>
    public async Task<IReadOnlyList<StoredSecrets>> NextBatchAsync(Guid after, byte[] mark, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<StoredSecrets>(NextBatchSql, new { after, mark })];
    }

    // A rotation in the meantime has already used the current key.
    private const string ReplaceSql =
        """
        update webhook_endpoints set secret = @secret, previous_secret = @previousSecret
        where id = @id and secret = @oldSecret and previous_secret is not distinct from @oldPrevious
        """;

    /// <returns>False when the secrets have changed since they were read.</returns>
    public async Task<bool> ReplaceAsync(StoredSecrets old, byte[] secret, byte[]? previousSecret, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(ReplaceSql, new
        {
            old.Id,
            secret,
            previousSecret,
            oldSecret = old.Secret,
            oldPrevious = old.PreviousSecret,
        }) > 0;
    }
}
