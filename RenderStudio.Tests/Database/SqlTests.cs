using System.Reflection;
using Npgsql;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.Database;

/// <summary>Postgres understands every statement of the product.</summary>
public sealed class SqlTests(Services services)
{
    [Fact]
    public async Task Every_statement_can_be_prepared()
    {
        await using var connection = new NpgsqlConnection(await services.CreateDatabaseAsync());
        await connection.OpenAsync();
        List<string> wrong = [];
        foreach (var (name, sql) in Statements())
        {
            try
            {
                await using var command = new NpgsqlCommand(sql, connection);
                if (!sql.Contains(';'))
                    NpgsqlCommandBuilder.DeriveParameters(command);
            }
            catch (PostgresException refused)
            {
                wrong.Add($"{name}: {refused.MessageText}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void There_are_statements_to_prepare() => Assert.True(Statements().Count() > 30);

    internal static IEnumerable<(string Name, string Sql)> Statements() =>
        from type in typeof(Core.Problem).Assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field is { IsLiteral: true, Name: [.., 'S', 'q', 'l'] } && field.FieldType == typeof(string)
        select ($"{type.Name}.{field.Name}", (string)field.GetRawConstantValue()!);
}
