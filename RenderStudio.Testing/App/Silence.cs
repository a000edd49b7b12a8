using System.Text.Json;

namespace RenderStudio.Testing.App;

/// <summary>Verifies that a problem that the caller cannot fix does not disclose its cause.</summary>
internal static class Silence
{
    // Fragments of exceptions, stack traces, and messages of Npgsql, sockets and storage.
    private static readonly string[] Reasons =
    [
        "Exception", "   at ", ".cs", ":line", "Npgsql", "Postgres", "relation", "42P01", "renders", "connect",
        "127.0.0.1", "localhost", "Host=", "Port", "Password", "Username", "Database", "select ", "AccountKey",
    ];

    public static void AssertTellsNoReason(JsonElement problem)
    {
        Assert.Equal(
            ["type", "title", "status", "detail", "code", "traceId"],
            problem.EnumerateObject().Select(member => member.Name));
        Assert.All(Reasons, reason =>
            Assert.DoesNotContain(reason, problem.GetRawText(), StringComparison.OrdinalIgnoreCase));
    }
}
