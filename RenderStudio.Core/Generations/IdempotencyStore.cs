using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Generations;

/// <summary>What is known of a key.</summary>
public sealed record KnownKey
{
    public required string Fingerprint { get; init; }

    /// <summary>The first answer as JSON; null while there is none.</summary>
    public required string? Answer { get; init; }

    /// <summary>Its life is over, or whoever claimed it has died without an answer.</summary>
    public required bool Takeable { get; init; }
}

/// <summary>Idempotency keys: claimed under a lease before any work, answered in the transaction of the work.</summary>
public sealed class IdempotencyStore(StudioDatabase database, IOptions<GenerationOptions> options)
{
    private const string FindSql =
        """
        select fingerprint, answer, coalesce(lease_until <= clock_timestamp(),
            created_at <= clock_timestamp() - interval '24 hours') as takeable
        from idempotency_keys where owner_id = @ownerId and route = @route and key = @key
        """;

    public async Task<KnownKey?> FindAsync(Guid ownerId, IdempotencyKey key, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<KnownKey>(FindSql, new { ownerId, key.Route, key.Key });
    }

    // A dead request's key goes to the same request only; after 24 hours it goes to any.
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

    /// <returns>Null when somebody else has it.</returns>
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

    private const string HoldSql =
        """
        select true from idempotency_keys
        where owner_id = @ownerId and route = @route and key = @key and lease_token = @token
        for update
        """;

    /// <summary>First in the transaction of the work. False: it was taken over, write nothing.</summary>
    public static Task<bool> HoldAsync(NpgsqlConnection connection, IdempotencyClaim claim) =>
        connection.ExecuteScalarAsync<bool>(HoldSql, Args(claim));

    private const string AnswerSql =
        """
        update idempotency_keys set answer = @answer, lease_token = null, lease_until = null
        where owner_id = @ownerId and route = @route and key = @key and lease_token = @token
        """;

    /// <summary>Last in the transaction of the work, under the lock of <see cref="HoldAsync"/>.</summary>
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

    private const string ReleaseSql =
        """
        delete from idempotency_keys
        where owner_id = @ownerId and route = @route and key = @key and lease_token = @token
        """;

    /// <summary>
    /// Nothing came of it: the next request with this key is a first one. An answer that was stored stays.
    /// </summary>
    public async Task ReleaseAsync(IdempotencyClaim claim)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(ReleaseSql, Args(claim));
    }

    private static object Args(IdempotencyClaim claim) =>
        new { claim.OwnerId, claim.Key.Route, claim.Key.Key, claim.Token };
}

[JsonSerializable(typeof(SubmittedGeneration))]
public sealed partial class AnswerJson : JsonSerializerContext;
