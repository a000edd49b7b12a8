using Dapper;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Tests.Database;

/// <summary>A database as an earlier version of the app left it.</summary>
internal static class EarlierSchema
{
    /// <summary>Applies to an empty database the migrations that precede <paramref name="migration"/>.</summary>
    public static async Task MigrateBeforeAsync(this NpgsqlConnection connection, string migration)
    {
        var assembly = typeof(Migrator).Assembly;
        var prefix = $"{typeof(Migrator).Namespace}.Migrations.";
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            "create table schema_migrations (name text primary key, applied_at timestamptz not null default now())");
        foreach (var resource in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var name = resource[prefix.Length..];
            if (string.CompareOrdinal(name, migration) >= 0)
                break;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            await connection.ExecuteAsync(await reader.ReadToEndAsync());
            await connection.ExecuteAsync("insert into schema_migrations (name) values (@name)", new { name });
        }

        await transaction.CommitAsync();
    }
}
