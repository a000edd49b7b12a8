using RenderStudio.Local.FunctionsHost;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class HandlerStartTests
{
    [Fact]
    public async Task The_handler_gets_the_settings_and_the_five_variables()
    {
        using var app = new ScriptedApp().Http("Hello", "hello");
        await using var host = await app.StartAsync(change: options => options with
        {
            Settings = new Dictionary<string, string> { ["Storage:Kind"] = "blue" },
        });
        var instance = Assert.Single(host.Instances);
        var start = Assert.Single(app.Starts());
        var port = instance.Port.ToString();
        Assert.Equal(port, start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"]);
        Assert.Equal(port, start.Environment["FUNCTIONS_HTTPWORKER_PORT"]);
        Assert.True(Guid.TryParse(start.Environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"], out _));
        Assert.Equal(
            start.Environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"], start.Environment["FUNCTIONS_HTTPWORKER_ID"]);
        Assert.Equal(app.Folder, start.Environment["FUNCTIONS_APP_ROOT_PATH"]);
        Assert.Equal("blue", start.Environment["Storage:Kind"]);
        Assert.Equal("UseDevelopmentStorage=true", start.Environment["AzureWebJobsStorage"]);
        Assert.Equal("Development", start.Environment["AZURE_FUNCTIONS_ENVIRONMENT"]);
        Assert.Contains("PATH", start.Environment.Keys);
        Assert.Equal((instance.Number, instance.Pid), (1, start.Pid));
        Assert.Equal(app.Folder, start.Cwd);
    }

    [Fact]
    public async Task The_command_line_is_arguments_then_worker_path_then_worker_arguments()
    {
        using var app = new ScriptedApp().Http("Hello", "hello").Host("""
            { "customHandler": { "description": {
              "arguments": ["--no-warnings", "--title=%COLOUR%"], "defaultWorkerPath": "handler.js",
              "workerArguments": ["a b", "\"c d\"", "%NOT_THERE%"] } } }
            """);
        await using var host = await app.StartAsync(change: options => options with
        {
            Settings = new Dictionary<string, string> { ["COLOUR"] = "blue" },
        });
        // Not quoted by the host: blanks part what carries no quotes of its own.
        Assert.Equal(["a", "b", "c d", "%NOT_THERE%"], Assert.Single(app.Starts()).Arguments);
    }

    [Fact]
    public async Task An_app_setting_stands_above_host_json()
    {
        using var app = new ScriptedApp().Http("Hello", "hello");
        await using var host = await app.StartAsync(change: options => options with
        {
            Settings = new Dictionary<string, string>
            {
                ["AzureFunctionsJobHost__customHandler__description__arguments"] = """["handler.js","from-setting"]""",
            },
        });
        Assert.Equal(["from-setting"], Assert.Single(app.Starts()).Arguments);
    }

    [Fact]
    public async Task A_relative_working_directory_lies_in_the_app()
    {
        using var app = new ScriptedApp().Http("Hello", "hello").Host("""
            { "customHandler": { "description": { "workingDirectory": "Hello", "arguments": ["../handler.js"] } } }
            """);
        await using var host = await app.StartAsync();
        var folder = Path.Combine(app.Folder, "Hello");
        Assert.Contains(folder, File.ReadAllText(Path.Combine(folder, "starts.jsonl")));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Any_answer_at_all_means_ready(int status)
    {
        using var app = new ScriptedApp().Http("Hello", "hello").Startup(new { status });
        await using var host = await app.StartAsync();
        Assert.Empty(app.Requests("/"));
    }

    [Fact]
    public async Task A_handler_that_never_answers_is_tried_three_times()
    {
        using var app = new ScriptedApp().Http("Hello", "hello")
            .Startup(new { silent = true, stderr = new[] { "cannot find my database" } })
            .Host("""{ "customHandler": { "initializationTimeout": "00:00:01.500" } }""");
        var refusal = await Assert.ThrowsAsync<HostRefusedException>(() => app.StartAsync());
        Assert.Contains("did not answer GET / within 00:00:01.5", refusal.Message);
        Assert.Contains("cannot find my database", refusal.LastOutput);
        Assert.Contains("the third error in a row", refusal.Message);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_sentence()
    {
        using var app = new ScriptedApp().Http("Hello", "hello");
        await using var first = await app.StartAsync();
        var refusal = await Assert.ThrowsAsync<HostRefusedException>(
            () => app.StartAsync(change: options => options with { Port = first.Address.Port }));
        Assert.Equal(
            $"Port {first.Address.Port} is in use, so the function host cannot listen there.", refusal.Message);
    }
}
