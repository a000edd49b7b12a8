using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.FunctionsHost;

/// <summary>A copy of the published ScriptedWorker with a script and a host.json of its own.</summary>
internal sealed class ScriptedApp : IDisposable
{
    private static readonly string Published = typeof(ScriptedApp).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ScriptedWorker").Value!;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("scripted-worker-");
    private readonly JsonObject script = new() { ["answers"] = new JsonObject() };

    public ScriptedApp()
    {
        foreach (var file in Directory.EnumerateFiles(Published))
            File.CreateSymbolicLink(PathOf(Path.GetFileName(file)), file);
        Save();
    }

    public string Folder => folder.FullName;

    /// <summary>App settings in addition to those that every app needs.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public string PathOf(string file) => Path.Combine(folder.FullName, file);

    /// <param name="call">The path of a request, <c>queue</c> or <c>timer</c>.</param>
    /// <param name="answer">As Answer of the ScriptedWorker. It applies from the next call on.</param>
    public ScriptedApp Answer(string call, object answer)
    {
        script["answers"]![call] = JsonSerializer.SerializeToNode(answer);
        Save();
        return this;
    }

    /// <summary>The script that the worker runs at its start: see Script of the ScriptedWorker.</summary>
    public ScriptedApp Start(string how)
    {
        script["start"] = how;
        Save();
        return this;
    }

    /// <summary>Sets a value in host.json or worker.config.json.</summary>
    public ScriptedApp Set(string file, string name, JsonNode value)
    {
        var json = JsonNode.Parse(File.ReadAllText(PathOf(file)))!.AsObject();
        json[name] = value;
        File.Delete(PathOf(file));
        File.WriteAllText(PathOf(file), json.ToJsonString());
        return this;
    }

    public ScriptedApp FunctionTimeout(string limit) => Set("host.json", "functionTimeout", limit);

    /// <summary>The details of recorded events, in order; see the calls of CallLog in the ScriptedWorker.</summary>
    public IReadOnlyList<JsonElement> Calls(string what) => [.. Lines()
        .Where(line => line.GetProperty("what").GetString() == what)
        .Select(line => line.GetProperty("details"))];

    /// <summary>The process ids of all workers until now.</summary>
    public IReadOnlyList<int> Workers() => [.. Lines()
        .Where(line => line.GetProperty("what").GetString() == "start")
        .Select(line => line.GetProperty("pid").GetInt32())];

    public Task<IReadOnlyList<JsonElement>> BecomesAsync(string what, int atLeast = 1) =>
        Eventually.BecomesAsync(() => Task.FromResult(Calls(what)), calls => calls.Count >= atLeast);

    public void Dispose() => folder.Delete(recursive: true);

    // The worker can read the file at any time.
    private void Save()
    {
        File.WriteAllText(PathOf("script.new"), script.ToJsonString());
        File.Move(PathOf("script.new"), PathOf("script.json"), overwrite: true);
    }

    private IReadOnlyList<JsonElement> Lines() => File.Exists(PathOf("calls.jsonl"))
        // The last line can be incomplete.
        ? [.. File.ReadAllText(PathOf("calls.jsonl")).Split('\n')[..^1].Select(line => JsonElement.Parse(line))]
        : [];
}
