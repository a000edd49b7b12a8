using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RenderStudio.Local.FunctionsHost;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.FunctionsHost;

/// <summary>A published function app in a temporary folder, whose handler is handler.js.</summary>
internal sealed class ScriptedApp : IDisposable
{
    private const string NoStorage = "UseDevelopmentStorage=true";
    private readonly Dictionary<string, object> answers = [];

    public ScriptedApp()
    {
        Directory.CreateDirectory(Folder);
        var handler = Path.Combine(AppContext.BaseDirectory, "FunctionsHost", "handler.js");
        File.Copy(handler, Path.Combine(Folder, "handler.js"));
        Host("{}");
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"scripted-app-{Guid.NewGuid():N}");

    /// <summary>Writes host.json: a working one, with these properties merged in.</summary>
    public ScriptedApp Host(string json)
    {
        var host = JObject.Parse("""
            {
              "version": "2.0",
              "customHandler": {
                "description": { "defaultExecutablePath": "node", "arguments": ["handler.js"] },
                "enableProxyingHttpRequest": true
              },
              "extensionBundle": { "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)" },
              "extensions": { "http": { "routePrefix": "" }, "queues": { "maxPollingInterval": "00:00:00.100" } }
            }
            """);
        host.Merge(JObject.Parse(json), new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Replace });
        return Write("host.json", host.ToString());
    }

    public ScriptedApp Function(string name, string json) => Write(Path.Combine(name, "function.json"), json);

    public ScriptedApp Http(string name, string route, string more = "") => Function(name, $$"""
        { "bindings": [
          { "type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous",
            "route": "{{route}}" {{more}} },
          { "type": "http", "direction": "out", "name": "res" } ] }
        """);

    public ScriptedApp Queue(string name, string queue, string dataType = "binary") => Function(name, $$"""
        { "bindings": [
          { "type": "queueTrigger", "direction": "in", "name": "msg",
            "queueName": "{{queue}}", "dataType": "{{dataType}}" } ] }
        """);

    public ScriptedApp Timer(string name, string schedule, string more = "") => Function(name, $$"""
        { "bindings": [
          { "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "{{schedule}}" {{more}} } ] }
        """);

    /// <summary>What the handler does when it starts: exit, silent, child, status, stdout, stderr.</summary>
    public ScriptedApp Startup(object orders) => Write("startup.json", JsonConvert.SerializeObject(orders));

    /// <summary>What the handler does from now on when asked there: status, type, headers, body, exit, hang,
    /// first.</summary>
    public ScriptedApp Answer(string path, object orders)
    {
        answers[path] = orders;
        return Write("answers.json", JsonConvert.SerializeObject(answers));
    }

    public Task<StandInHost> StartAsync(
        string storage = NoStorage, Func<StandInHostOptions, StandInHostOptions>? change = null)
    {
        var options = new StandInHostOptions { AppFolder = Folder, StorageConnection = storage };
        return StandInHost.StartAsync(change?.Invoke(options) ?? options, TestContext.Current.CancellationToken);
    }

    public IReadOnlyList<RecordedStart> Starts() => Read<RecordedStart>("starts.jsonl");

    public IReadOnlyList<RecordedRequest> Requests(string path) =>
        [.. Read<RecordedRequest>("requests.jsonl").Where(request => request.Url.Split('?')[0] == path)];

    public Task<IReadOnlyList<RecordedRequest>> RequestsAsync(string path, int atLeast = 1) => Eventually.BecomesAsync(
        () => Task.FromResult(Requests(path)), requests => requests.Count >= atLeast);

    public int Aborted => Read<object>("aborted.jsonl").Count;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // In one step, because the handler may be reading.
    private ScriptedApp Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
        return this;
    }

    private IReadOnlyList<T> Read<T>(string file)
    {
        var path = Path.Combine(Folder, file);
        if (!File.Exists(path))
            return [];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var text = new StreamReader(stream).ReadToEnd();
        // The last line may be half written.
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonConvert.DeserializeObject<T>(line, Plain)!)];
    }

    private static readonly JsonSerializerSettings Plain = new() { DateParseHandling = DateParseHandling.None };
}
