using Dapper;
using Npgsql;

namespace RenderStudio.Core.Database;

/// <summary>Records which migrations are applied. Each method runs in the migrator's transaction.</summary>
internal static class MigrationStore
{
    private const long AdvisoryLock = 0x52656E6465720001;

    private const string PrepareSql =
        """
        select pg_advisory_xact_lock(@Lock);
        create table if not exists schema_migrations (
            name text primary key, applied_at timestamptz not null default now());
        """;

    private const string AppliedSql = "select name from schema_migrations";

    private const string RecordSql = "insert into schema_migrations (name) values (@name)";

    /// <summary>Blocks other migrators until the transaction ends. Creates the table on first use.</summary>
    public static Task LockAsync(NpgsqlConnection connection) =>
        connection.ExecuteAsync(PrepareSql, new { Lock = AdvisoryLock });

    public static async Task<HashSet<string>> AppliedAsync(NpgsqlConnection connection) =>
        [.. await connection.QueryAsync<string>(AppliedSql)];

    /// <summary>Executes a migration and records its name.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection, string name, string migration)
    {
        await connection.ExecuteAsync(migration);
        await connection.ExecuteAsync(RecordSql, new { name });
    }
}
