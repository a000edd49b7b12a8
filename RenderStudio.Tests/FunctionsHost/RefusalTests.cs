using RenderStudio.Local.FunctionsHost;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class RefusalTests
{
    private const string Anonymous = """{"type":"httpTrigger","direction":"in","name":"req","authLevel":"anonymous"}""";
    private const string Http = """{"type":"http","direction":"out","name":"res"}""";
    private const string Queue = """{"type":"queueTrigger","direction":"in","name":"msg","queueName":"jobs"}""";

    [Theory]
    [InlineData("""{"version":"1.0"}""", "host.json: \"version\" must be \"2.0\".")]
    [InlineData("""{"customHandler":{"description":{"defaultExecutablePath":""}}}""",
        "defaultExecutablePath cannot be empty")]
    [InlineData("""{"customHandler":{"description":{"defaultExecutablePath":"no-such-thing"}}}""",
        "neither in the app's folder")]
    [InlineData("""{"customHandler":{"description":{"defaultExecutablePath":"handler.js"}}}""",
        "not marked executable")]
    [InlineData("""{"customHandler":{"type":"Grpc"}}""", "customHandler.type is 'Grpc'")]
    [InlineData("""{"customHandler":{"http":{"routes":[{"route":"{*route}"}]}}}""", "http.routes cannot stand beside")]
    [InlineData("""{"customHandler":{"enableProxyingHttpRequest":false,"enableForwardingHttpRequest":true}}""",
        "does not imitate")]
    [InlineData("""{"configurationProfile":"web-app-custom-handler"}""", "configurationProfile makes http.routes")]
    [InlineData("""{"extensions":{"queues":{"batchSize":33}}}""",
        "extensions.queues.batchSize is '33', but must be a number from 1 to 32")]
    [InlineData("""{"extensions":{"queues":{"maxPollingInterval":"00:00:00.05"}}}""",
        "extensions.queues.maxPollingInterval")]
    [InlineData("""{"extensions":{"queues":{"messageEncoding":"utf8"}}}""", "must be base64 or none")]
    [InlineData("""{"extensionBundle":{"version":"[3.*, 4.0.0)"}}""", "extensionBundle.version is '[3.*, 4.0.0)'")]
    [InlineData("""{"functionTimeout":"soon"}""", "functionTimeout is 'soon'")]
    public async Task A_host_json_is_refused_by_the_rule_it_breaks(string host, string rule)
    {
        using var app = new ScriptedApp().Host(host).Http("Hello", "hello");
        var refusal = await RefusalAsync(app);
        Assert.Contains(rule, refusal);
        Assert.StartsWith("host.json: ", refusal);
    }

    [Fact]
    public async Task A_host_json_without_a_description_has_nothing_to_start()
    {
        using var app = new ScriptedApp().Http("Hello", "hello");
        File.WriteAllText(Path.Combine(app.Folder, "host.json"), """{"version":"2.0","customHandler":{}}""");
        Assert.Contains("customHandler.description is missing", await RefusalAsync(app));
        File.WriteAllText(Path.Combine(app.Folder, "host.json"), """{"version":""");
        Assert.Contains("host.json is not valid JSON", await RefusalAsync(app));
        File.Delete(Path.Combine(app.Folder, "host.json"));
        Assert.Contains("host.json does not exist", await RefusalAsync(app));
    }

    [Theory]
    [InlineData("", "bindings is missing or empty")]
    [InlineData(Http, "exactly one trigger, and this one has 0")]
    [InlineData(Anonymous + "," + Queue, "exactly one trigger, and this one has 2")]
    [InlineData(Anonymous, "exactly one http output, and this one has 0")]
    [InlineData("""{"type":"httpTrigger","name":"req"}""" + "," + Http, "authLevel is \"function\" when missing")]
    [InlineData("""{"type":"httpTrigger","name":"req","authLevel":"admin"}""" + "," + Http, "the stand-in has no keys")]
    [InlineData("""{"type":"httpTrigger","name":"req","authLevel":"public"}""" + "," + Http,
        "authLevel 'public' is not")]
    [InlineData("""{"type":"httpTrigger","name":"req","authLevel":"anonymous","route":"Administration"}""" + "," + Http,
        "must not start with admin or runtime")]
    [InlineData("""{"type":"httpTrigger","name":"req","authLevel":"anonymous","route":"runtime/x"}""" + "," + Http,
        "must not start with admin or runtime")]
    [InlineData("""{"type":"httpTrigger","name":"req","authLevel":"anonymous","route":"{a"}""" + "," + Http,
        "is no route template")]
    [InlineData(Anonymous + "," + Http + """,{"type":"queue","direction":"out","name":"jobs","queueName":"jobs"}""",
        "output binding 'queue' is refused")]
    [InlineData(Queue + "," + Http, "an http output needs an httpTrigger")]
    [InlineData(Queue + """,{"type":"blob","direction":"in","name":"picture"}""", "no input binding 'blob'")]
    [InlineData("""{"type":"queueTrigger","name":"req"}""", "has no queueName")]
    [InlineData("""{"type":"queueTrigger","name":"msg","queueName":"My_Jobs"}""", "is no queue name")]
    [InlineData("""{"type":"queueTrigger","name":"msg","queueName":"%NOT_THERE%"}""",
        "names an app setting that does not exist")]
    [InlineData("""{"type":"queueTrigger","name":"msg","queueName":"jobs","connection":"Other"}""",
        "app setting 'Other', which does not exist")]
    [InlineData("""{"type":"queueTrigger","name":"msg","queueName":"jobs","dataType":"stream"}""", "dataType 'stream'")]
    [InlineData("""{"type":"timerTrigger","name":"timer","schedule":"every day"}""", "schedule 'every day' is neither")]
    [InlineData("""{"type":"timerTrigger","name":"timer","schedule":"0 61 * * * *"}""", "is neither six fields")]
    [InlineData("""{"type":"cosmosDBTrigger","name":"doc"}""", "not 'cosmosDBTrigger'")]
    [InlineData("""{"type":"timerTrigger","name":"my-timer","schedule":"0 * * * * *"}""",
        "'my-timer' is no binding name")]
    [InlineData(Anonymous + """,{"type":"http","direction":"out","name":"req"}""", "two bindings are called 'req'")]
    [InlineData("""{"type":"timerTrigger","direction":"out","name":"timer","schedule":"0 * * * * *"}""",
        "must be \"in\"")]
    public async Task A_function_json_is_refused_by_the_rule_it_breaks(string bindings, string rule)
    {
        using var app = new ScriptedApp().Function("Hello", $$"""{ "bindings": [{{bindings}}] }""");
        var refusal = await RefusalAsync(app);
        Assert.Contains(rule, refusal);
        Assert.StartsWith("Hello/function.json: ", refusal);
    }

    [Theory]
    [InlineData("1st")]
    [InlineData("My.Function")]
    [InlineData("host")]
    public async Task A_function_name_that_the_host_refuses_is_refused(string name)
    {
        using var app = new ScriptedApp().Http(name, "hello");
        Assert.Contains("is no function name", await RefusalAsync(app));
    }

    [Fact]
    public async Task A_queue_trigger_needs_the_extension_bundle()
    {
        using var app = new ScriptedApp().Queue("Work", "jobs");
        File.WriteAllText(Path.Combine(app.Folder, "host.json"),
            """{"version":"2.0","customHandler":{"description":{"defaultExecutablePath":"node"}}}""");
        Assert.Contains("a queueTrigger needs the extensionBundle", await RefusalAsync(app));
    }

    [Fact]
    public async Task Two_functions_cannot_have_the_same_route_and_method()
    {
        using var app = new ScriptedApp()
            .Http("A", "hello", ", \"methods\": [\"get\"]")
            .Http("B", "Hello", ", \"methods\": [\"GET\"]");
        Assert.Contains("already the route of A", await RefusalAsync(app));
    }

    [Fact]
    public async Task An_app_without_functions_and_one_for_another_runtime_are_refused()
    {
        using var app = new ScriptedApp();
        Assert.Contains("holds no function", await RefusalAsync(app));
        app.Http("Hello", "hello");
        Assert.Contains("FUNCTIONS_WORKER_RUNTIME is 'node'", await RefusalAsync(app, options => options with
        {
            Settings = new Dictionary<string, string> { ["FUNCTIONS_WORKER_RUNTIME"] = "node" },
        }));
    }

    [Fact]
    public async Task A_retry_policy_and_a_script_file_are_refused()
    {
        using var app = new ScriptedApp()
            .Function("Hello", """{ "retry": { "strategy": "fixedDelay" }, "bindings": [] }""");
        Assert.Contains("does not follow retry policies", await RefusalAsync(app));
        app.Function("Hello", """{ "scriptFile": "App.dll", "bindings": [] }""");
        Assert.Contains("has no scriptFile", await RefusalAsync(app));
    }

    private static async Task<string> RefusalAsync(
        ScriptedApp app, Func<StandInHostOptions, StandInHostOptions>? change = null) =>
        (await Assert.ThrowsAsync<HostRefusedException>(() => app.StartAsync(change: change))).Message;
}
