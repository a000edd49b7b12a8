using System.Reflection;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace RenderStudio.Core.Database;

/// <summary>
/// Applies the numbered migrations embedded in this assembly, each once and forward only. Any number of instances may
/// call it at the same time: an advisory lock lets one work while the others wait and then find nothing to do.
/// </summary>
public sealed partial class Migrator(StudioDatabase database, ILogger<Migrator> logger)
{
    private const long AdvisoryLock = 0x52656E6465720001;

    /// <returns>How many migrations were applied.</returns>
    public Task<int> RunAsync(CancellationToken ct) => database.InTransactionAsync(async connection =>
    {
        await connection.ExecuteAsync(PrepareSql, new { Lock = AdvisoryLock });
        var applied = (await connection.QueryAsync<string>(AppliedSql)).ToHashSet();
        var waiting = Names().Where(name => !applied.Contains(name)).ToList();
        foreach (var name in waiting)
            await ApplyAsync(connection, name);
        return waiting.Count;
    }, ct);

    private const string PrepareSql =
        """
        select pg_advisory_xact_lock(@Lock);
        create table if not exists schema_migrations (
            name text primary key, applied_at timestamptz not null default now());
        """;

    private const string AppliedSql = "select name from schema_migrations";

    private const string RecordSql = "insert into schema_migrations (name) values (@name)";

    private async Task ApplyAsync(NpgsqlConnection connection, string name)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(Prefix + name)!);
        await connection.ExecuteAsync(await reader.ReadToEndAsync());
        await connection.ExecuteAsync(RecordSql, new { name });
        LogApplied(logger, name);
    }

    private static Assembly Assembly => typeof(Migrator).Assembly;

    private static string Prefix => $"{typeof(Migrator).Namespace}.Migrations.";

    private static IEnumerable<string> Names() =>
        Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal);

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Name}")]
    private static partial void LogApplied(ILogger logger, string name);
}
