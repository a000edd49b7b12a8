using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Reconciliation;

/// <summary>The credits that a final generation still holds.</summary>
public sealed record HeldCredits(Guid OwnerId, int Credits);

/// <summary>Finds generations to repair, in batches by id.</summary>
public sealed class GenerationRepairStore(StudioDatabase database, IOptions<ReconciliationOptions> options)
{
    public const int Batch = 200;

    private const string UnclosedSql =
        """
        select g.id from generations g
        where g.finished_at is null and g.id > @after
            and not exists (select from predictions p where p.generation_id = g.id and p.finished_at is null)
        order by g.id
        limit @Batch
        """;

    /// <summary>Generations that have not ended although all of their predictions have.</summary>
    /// <param name="after">The last id of the previous batch; empty for the first.</param>
    public Task<IReadOnlyList<Guid>> UnclosedAsync(Guid after, CancellationToken ct) =>
        FindAsync(UnclosedSql, after, ct);

    // Uses now(), because an index is never searched for clock_timestamp(), which may differ from row to row.
    private const string HoldingSql =
        """
        select g.id from generations g
        where g.finished_at > now() - make_interval(mins => @minutes) and g.id > @after
            and (select sum(case kind when 'hold' then credits else -credits end)
                from credit_entries where generation_id = g.id and kind in ('hold', 'settle', 'release')) > 0
        order by g.id
        limit @Batch
        """;

    /// <summary>Generations that ended within the look-back time and still hold credits.</summary>
    /// <param name="after">The last id of the previous batch; empty for the first.</param>
    public Task<IReadOnlyList<Guid>> HoldingAsync(Guid after, CancellationToken ct) =>
        FindAsync(HoldingSql, after, ct);

    private const string HeldSql =
        """
        select g.owner_id, coalesce(sum(case kind when 'hold' then credits else -credits end), 0)::int as credits
        from generations g join credit_entries e on e.generation_id = g.id
        where g.id = @id and g.finished_at is not null and e.kind in ('hold', 'settle', 'release')
        group by g.owner_id
        """;

    /// <returns>Null when the generation has not ended or never held credits.</returns>
    public static Task<HeldCredits?> HeldAsync(NpgsqlConnection connection, Guid id) =>
        connection.QuerySingleOrDefaultAsync<HeldCredits>(HeldSql, new { id });

    private async Task<IReadOnlyList<Guid>> FindAsync(string sql, Guid after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var minutes = (int)options.Value.HeldCreditsLookBackMinutes;
        return [.. await connection.QueryAsync<Guid>(sql, new { minutes, after, Batch })];
    }
}
