using Dapper;
using Npgsql;

namespace RenderStudio.Core.Database;

/// <summary>Records which migrations are applied. Each method runs in the transaction of a migration.</summary>
internal static class MigrationStore
{
    private const long AdvisoryLock = 0x52656E6465720001;

    /// <summary>How long a migration waits for the lock of a table or row.</summary>
    public const string LockTimeout = "2s";

    // A migration of large tables takes longer than the default timeout of a command, which is 30 seconds.
    private const int NoTimeout = 0;

    // The lock timeout also applies to advisory locks, so it is set when this transaction has that lock.
    private const string PrepareSql =
        """
        select pg_advisory_xact_lock(@Lock);
        select set_config('lock_timeout', @LockTimeout, true);
        create table if not exists schema_migrations (
            name text primary key, applied_at timestamptz not null default now());
        """;

    private const string AppliedSql = "select name from schema_migrations";

    private const string RecordSql = "insert into schema_migrations (name) values (@name)";

    /// <summary>Blocks other migrators until the transaction ends. Creates the table on first use.</summary>
    public static Task LockAsync(NpgsqlConnection connection) =>
        connection.ExecuteAsync(PrepareSql, new { Lock = AdvisoryLock, LockTimeout }, commandTimeout: NoTimeout);

    public static async Task<HashSet<string>> AppliedAsync(NpgsqlConnection connection) =>
        [.. await connection.QueryAsync<string>(AppliedSql)];

    /// <summary>Executes a migration and records its name.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection, string name, string migration)
    {
        await connection.ExecuteAsync(migration, commandTimeout: NoTimeout);
        await connection.ExecuteAsync(RecordSql, new { name });
    }
}
