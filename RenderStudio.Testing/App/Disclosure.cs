using System.Text.Json;

namespace RenderStudio.Testing.App;

/// <summary>Verifies that a problem that the caller cannot fix does not disclose its cause.</summary>
internal static class Disclosure
{
    // Fragments of exceptions, stack traces, and messages of Npgsql, sockets and storage.
    private static readonly string[] Causes =
    [
        "Exception", "   at ", ".cs", ":line", "Npgsql", "Postgres", "relation", "42P01", "renders", "connect",
        "127.0.0.1", "localhost", "Host=", "Port", "Password", "Username", "Database", "select ", "AccountKey",
    ];

    public static void AssertNoCause(JsonElement problem)
    {
        Assert.Equal(
            ["type", "title", "status", "detail", "code", "traceId"],
            problem.EnumerateObject().Select(member => member.Name));
        Assert.All(Causes, cause =>
            Assert.DoesNotContain(cause, problem.GetRawText(), StringComparison.OrdinalIgnoreCase));
    }
}
