using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Generations;

/// <summary>The stored state of an idempotency key.</summary>
public sealed record StoredKey
{
    public required string Fingerprint { get; init; }

    /// <summary>The response to the first request, as JSON; null until it is stored.</summary>
    public required string? Answer { get; init; }

    /// <summary>Whether the key is older than 24 hours, or its lease expired without a stored response.</summary>
    public required bool Expired { get; init; }

    /// <summary>Whether the key is older than 24 hours, so that a request with another body can use it.</summary>
    public required bool IsReusable { get; init; }
}

/// <summary>
/// Idempotency keys. A request claims its key under a lease before any work; the transaction of the work stores the
/// response.
/// </summary>
public sealed class IdempotencyStore(StudioDatabase database, IOptions<GenerationOptions> options)
{
    private const string FindSql =
        """
        select fingerprint, answer, coalesce(lease_until <= clock_timestamp(),
            created_at <= clock_timestamp() - interval '24 hours') as expired,
            created_at <= clock_timestamp() - interval '24 hours' as is_reusable
        from idempotency_keys where owner_id = @ownerId and route = @route and key = @key
        """;

    public async Task<StoredKey?> FindAsync(Guid ownerId, IdempotencyKey key, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<StoredKey>(FindSql, new { ownerId, key.Route, key.Key });
    }

    // When the lease has expired, only a request with the same body can claim the key; after 24 hours any request can.
    private const string ClaimSql =
        """
        insert into idempotency_keys as k (owner_id, route, key, fingerprint, lease_token, lease_until)
        values (@ownerId, @route, @key, @fingerprint, @token, clock_timestamp() + make_interval(secs => @lease))
        on conflict (owner_id, route, key) do update set fingerprint = excluded.fingerprint, answer = null,
            lease_token = excluded.lease_token, lease_until = excluded.lease_until, created_at = clock_timestamp()
        where (k.lease_until <= clock_timestamp() and k.fingerprint = excluded.fingerprint)
            or (k.created_at <= clock_timestamp() - interval '24 hours'
                and coalesce(k.lease_until <= clock_timestamp(), true))
        """;

    /// <returns>Null when another request has the key.</returns>
    public async Task<IdempotencyClaim?> ClaimAsync(Guid ownerId, IdempotencyKey key, CancellationToken ct)
    {
        var claim = new IdempotencyClaim(ownerId, key, Guid.NewGuid());
        await using var connection = await database.OpenAsync(ct);
        var args = new
        {
            ownerId,
            key.Route,
            key.Key,
            key.Fingerprint,
            claim.Token,
            lease = options.Value.IdempotencyLeaseSeconds,
        };
        return await connection.ExecuteAsync(ClaimSql, args) == 1 ? claim : null;
    }

    private const string LockSql =
        """
        select true from idempotency_keys
        where owner_id = @ownerId and route = @route and key = @key and lease_token = @token
        for update
        """;

    /// <summary>
    /// Locks the key's row; the first statement in the transaction of the work. Returns false when another request has
    /// claimed the key, in which case the transaction must write nothing.
    /// </summary>
    public static Task<bool> LockAsync(NpgsqlConnection connection, IdempotencyClaim claim) =>
        connection.ExecuteScalarAsync<bool>(LockSql, Args(claim));

    private const string AnswerSql =
        """
        update idempotency_keys set answer = @answer, lease_token = null, lease_until = null
        where owner_id = @ownerId and route = @route and key = @key and lease_token = @token
        """;

    /// <summary>
    /// Stores the response; the last statement in the transaction of the work, under the lock of
    /// <see cref="LockAsync"/>.
    /// </summary>
    public static Task AnswerAsync(
        NpgsqlConnection connection, IdempotencyClaim claim, SubmittedGeneration submitted) =>
        connection.ExecuteAsync(AnswerSql, new
        {
            claim.OwnerId,
            claim.Key.Route,
            claim.Key.Key,
            claim.Token,
            answer = JsonSerializer.Serialize(submitted, AnswerJson.Default.SubmittedGeneration),
        });

    public static SubmittedGeneration Read(string answer) =>
        JsonSerializer.Deserialize(answer, AnswerJson.Default.SubmittedGeneration)!;

    private const string AbandonSql =
        """
        delete from idempotency_keys
        where owner_id = @ownerId and route = @route and key = @key and lease_token = @token
        """;

    /// <summary>
    /// Deletes a key whose request failed, so that the next request with this key counts as the first. A key with a
    /// stored response is not deleted.
    /// </summary>
    public async Task AbandonAsync(IdempotencyClaim claim)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(AbandonSql, Args(claim));
    }

    private static object Args(IdempotencyClaim claim) =>
        new { claim.OwnerId, claim.Key.Route, claim.Key.Key, claim.Token };
}

[JsonSerializable(typeof(SubmittedGeneration))]
internal sealed partial class AnswerJson : JsonSerializerContext;
