using System.Net;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.ApiKeys;

/// <summary>What the log contains about keys.</summary>
public sealed class KeyLogTests(LoggedApp logged) : IClassFixture<LoggedApp>
{
    [Fact]
    public async Task No_log_line_of_any_level_contains_a_key()
    {
        using var owner = logged.App.ClientOf($"logs-{Guid.NewGuid():n}");
        var text = (await owner.KeyAsync(["read"])).Text("key");
        logged.Log.Clear();
        using var program = logged.App.WithKey(text);
        using var mistyped = logged.App.WithKey(text[..^1]);

        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/generations")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.DeleteAsync("/api/v1/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await mistyped.GetAsync("/api/v1/generations")).StatusCode);

        Assert.NotEmpty(logged.Log.All);
        Assert.DoesNotContain(logged.Log.All, line => line.Contains(text[12..30], StringComparison.Ordinal));
    }
}
