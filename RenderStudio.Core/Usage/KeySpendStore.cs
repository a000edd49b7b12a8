using Dapper;
using Npgsql;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Usage;

/// <summary>Reads what the monthly cap of an API key leaves. <see cref="CreditEntryStore"/> writes the spend.</summary>
internal static class KeySpendStore
{
    private const string FindSql =
        """
        select k.monthly_credit_cap as cap, coalesce(s.credits, 0) as used
        from api_keys k left join api_key_spends s
            on s.api_key_id = k.id and s.month = date_trunc('month', @now::timestamptz at time zone 'UTC')::date
        where k.id = @id
        """;

    /// <returns>Null when the key was deleted.</returns>
    public static Task<KeySpend?> FindAsync(NpgsqlConnection connection, SpendingKey key) =>
        connection.QuerySingleOrDefaultAsync<KeySpend>(FindSql, new { key.Id, key.Now });
}

/// <summary>The API key that spends credits.</summary>
/// <param name="Now">Selects the month in UTC whose cap applies.</param>
internal sealed record SpendingKey(Guid Id, DateTime Now)
{
    /// <returns>Null for a caller with a token.</returns>
    public static SpendingKey? Of(Caller caller, TimeProvider clock) =>
        caller.Key is { } key ? new(key.Id, clock.GetUtcNow().UtcDateTime) : null;
}

internal sealed record KeySpend
{
    /// <summary>Null without a limit.</summary>
    public int? Cap { get; init; }

    /// <summary>Credits of this month that generations of the key hold or have spent.</summary>
    public required int Used { get; init; }

    /// <summary>Null without a limit.</summary>
    public int? Left => Cap - Used;
}
