using Dapper;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Administration;

/// <summary>The acts of operators. The table is append-only; a trigger refuses changes.</summary>
public sealed class AdminActStore(StudioDatabase database)
{
    private const string AppendSql =
        """
        insert into admin_acts (id, actor_id, act, target, reason, details)
        values (@id, @actorId, @act, @target, @reason, @details::jsonb)
        """;

    /// <summary>Appends an act in the transaction of its effect, so that neither exists without the other.</summary>
    internal static Task AppendAsync(NpgsqlConnection connection, NewAct act) => connection.ExecuteAsync(AppendSql, new
    {
        id = Guid.CreateVersion7(),
        act.ActorId,
        act = act.Kind.Text(),
        act.Target,
        act.Reason,
        details = act.Details.ToJsonString(),
    });

    private const string Columns = "id, at, actor_id, act, target, reason, details::text as details_text";

    private const string PageSql =
        $"""
        select {Columns} from admin_acts
        where (@act::text is null or act = @act) and (@target::text is null or target = @target)
            and (@beforeAt::timestamptz is null or (at, id) < (@beforeAt, @beforeId::uuid))
        order by at desc, id desc
        limit @count
        """;

    /// <summary>Acts, the newest first.</summary>
    public async Task<IReadOnlyList<AdminAct>> PageAsync(ActFilter filter, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<AdminAct>(PageSql, new
        {
            filter.Act,
            filter.Target,
            beforeAt = filter.After?.At,
            beforeId = filter.After?.Id,
            count = filter.Limit + 1,
        })];
    }

    private const string OfTargetsSql =
        $"""
        select {Columns} from admin_acts where target = any(@targets) order by at desc, id desc limit 100
        """;

    /// <summary>The newest acts on any of the targets, at most 100.</summary>
    internal static async Task<IReadOnlyList<AdminAct>> OfTargetsAsync(
        NpgsqlConnection connection, string[] targets) =>
        [.. await connection.QueryAsync<AdminAct>(OfTargetsSql, new { targets })];
}
