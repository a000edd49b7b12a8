using System.Reflection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace RenderStudio.Core.Database;

/// <summary>
/// Applies the numbered migrations embedded in this assembly, each once and forward only. Instances may run it
/// concurrently: an advisory lock admits one at a time, and the others then find no pending migrations.
/// </summary>
public sealed partial class Migrator(StudioDatabase database, ILogger<Migrator> logger)
{
    /// <returns>Number of migrations applied by this call.</returns>
    public Task<int> RunAsync(CancellationToken ct) => database.InTransactionAsync(async connection =>
    {
        await MigrationStore.LockAsync(connection);
        var applied = await MigrationStore.AppliedAsync(connection);
        var pending = Names().Where(name => !applied.Contains(name)).ToList();
        foreach (var name in pending)
            await ApplyAsync(connection, name);
        return pending.Count;
    }, ct);

    private async Task ApplyAsync(NpgsqlConnection connection, string name)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(Prefix + name)!);
        await MigrationStore.ApplyAsync(connection, name, await reader.ReadToEndAsync());
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
