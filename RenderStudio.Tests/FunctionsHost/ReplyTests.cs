using RenderStudio.Local.FunctionsHost;
using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Tests.FunctionsHost;

/// <summary>What the host makes of a handler's reply to a queue message or a timer's tick.</summary>
public sealed class ReplyTests(TickingApp ticking) : IClassFixture<TickingApp>
{
    private readonly ScriptedApp app = ticking.App;
    private readonly StandInHost host = ticking.Host;

    [Theory]
    [InlineData("{}", "application/json")]
    [InlineData("{}", "text/json; charset=utf-8")]
    [InlineData("""{"outputs":null,"LOGS":null,"ReturnValue":7}""", "application/json")]
    public async Task A_json_object_is_a_success(string body, string type)
    {
        app.Answer("/Tick", new { body, type, status = 202 });
        await host.RunTimerAsync("tick", TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(200, "", "application/json", "an empty body. The real host never completes such an invocation")]
    [InlineData(204, "", "text/plain", "an empty body. The real host never completes such an invocation")]
    [InlineData(200, "null", "text/plain", "with null. The real host never completes such an invocation")]
    [InlineData(200, "{}", "text/plain", "content type 'text/plain', but the host reads")]
    [InlineData(200, "{}", "application/problem+json", "content type 'application/problem+json', but the host reads")]
    [InlineData(200, "{", "application/json", "not a JSON object")]
    [InlineData(200, "[]", "application/json", "not a JSON object")]
    [InlineData(200, """{"Logs":"one"}""", "application/json", "Logs that are not an array")]
    [InlineData(200, """{"Outputs":[]}""", "application/json", "Outputs that is not an object")]
    [InlineData(404, "{}", "application/json", "answered 404")]
    [InlineData(500, "{}", "application/json", "answered 500")]
    public async Task Everything_else_is_a_failure_that_names_its_rule(
        int status, string body, string type, string rule)
    {
        app.Answer("/Tick", new { status, body, type });
        var failure = await Assert.ThrowsAsync<InvocationFailedException>(
            () => host.RunTimerAsync("Tick", TestContext.Current.CancellationToken));
        Assert.Contains(rule, failure.Message);
    }

    [Fact]
    public async Task A_redirect_is_followed()
    {
        app.Answer("/Tick", new { status = 307, headers = new Dictionary<string, string> { ["Location"] = "/Else" } });
        await host.RunTimerAsync("Tick", TestContext.Current.CancellationToken);
        Assert.Single(app.Requests("/Else"));
    }

    [Fact]
    public async Task Logs_of_a_success_are_written_as_information()
    {
        app.Answer("/Tick", new { body = """{"Logs":["one","two"]}""" });
        await host.RunTimerAsync("Tick", TestContext.Current.CancellationToken);
        Assert.Equal(["Information: Tick: one", "Information: Tick: two"], ticking.Log.Of("Host.Function"));
    }

    [Fact]
    public async Task Only_a_timer_can_be_run_by_hand() => await Assert.ThrowsAsync<ArgumentException>(
        () => host.RunTimerAsync("Tock", TestContext.Current.CancellationToken));
}
