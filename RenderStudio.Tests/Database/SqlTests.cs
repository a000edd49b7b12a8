using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Database;

/// <summary>PostgreSQL can prepare every statement of the product.</summary>
public sealed partial class SqlTests(Services services)
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
                foreach (var one in Split(sql))
                {
                    await using var command = new NpgsqlCommand(one, connection);
                    NpgsqlCommandBuilder.DeriveParameters(command);
                }
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

    [Fact]
    public void Statements_are_declared_only_in_stores() =>
        Assert.All(Statements(), statement => Assert.Contains("Store.", statement.Name));

    [Theory]
    [InlineData("select 1", "select 1")]
    [InlineData("select 1; select 2;", "select 1", "select 2")]
    [InlineData("select ';'''; select 2", "select ';'''", "select 2")]
    [InlineData("select 1 -- first; second\n; select 2", "select 1 -- first; second", "select 2")]
    public void Statements_end_at_semicolons_outside_literals_and_comments(string sql, params string[] statements) =>
        Assert.Equal(statements, Split(sql));

    internal static IEnumerable<string> Split(string sql) => Statement().Matches(sql)
        .Select(match => match.Value.Trim()).Where(statement => statement.Length > 0);

    [GeneratedRegex("""(?:'[^']*'|"[^"]*"|--[^\n]*|[^;])+""")]
    private static partial Regex Statement();

    internal static IEnumerable<(string Name, string Sql)> Statements() => Declared().Select(
        field => ($"{field.DeclaringType!.Name}.{field.Name}", (string)field.GetRawConstantValue()!));

    internal static IEnumerable<FieldInfo> Declared() =>
        from type in typeof(Core.Problem).Assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field is { IsLiteral: true, Name: [.., 'S', 'q', 'l'] } && field.FieldType == typeof(string)
        select field;
}
