using System.Text.Json;
using RenderStudio.Local.Children;
using RenderStudio.Local.Instances;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Instances;

/// <summary>A pool of fake hosts (fake-host.cjs) behind a front door.</summary>
internal sealed class FakeHosts : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fake-hosts-");
    private readonly InstancePool pool;
    private FrontDoor? door;

    private FakeHosts(Func<InstancePoolOptions, InstancePoolOptions>? change, object? startup)
    {
        File.WriteAllText(Path.Combine(folder.FullName, "startup.json"), JsonSerializer.Serialize(startup ?? new { }));
        var options = new InstancePoolOptions { Command = Command, Log = Log };
        pool = new InstancePool(change?.Invoke(options) ?? options);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{Port}"),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public int Port { get; } = FreePort.Next();

    public RecordedLog Log { get; } = new();

    public InstancePool Pool => pool;

    public HttpClient Client { get; }

    /// <param name="count">The number of instances.</param>
    /// <param name="change">Changes options of the pool.</param>
    /// <param name="startup">Instructions to each host: stdout, stderr, exit, neverRuns, losesPort,
    /// ignoresTerminate.</param>
    public static async Task<FakeHosts> StartAsync(
        int count = 1, Func<InstancePoolOptions, InstancePoolOptions>? change = null, object? startup = null)
    {
        var hosts = Prepare(options => (change?.Invoke(options) ?? options) with { Count = count }, startup);
        await hosts.OpenAsync();
        await hosts.pool.StartAsync(default).WaitAsync(TimeSpan.FromSeconds(30));
        return hosts;
    }

    /// <summary>The pool is not started.</summary>
    public static FakeHosts Prepare(
        Func<InstancePoolOptions, InstancePoolOptions>? change = null, object? startup = null) => new(change, startup);

    public async Task OpenAsync(Func<FrontDoorOptions, FrontDoorOptions>? change = null)
    {
        var options = new FrontDoorOptions { Port = Port, Log = Log };
        door = await FrontDoor.StartAsync(change?.Invoke(options) ?? options, pool, default);
    }

    public async Task<InstanceStatus> StatusAsync(int number = 1) => (await pool.StatusAsync(default))[number - 1];

    public Task<InstanceStatus> BecomesReadyAsync(int number) =>
        Eventually.BecomesAsync(() => StatusAsync(number), status => status.Ready);

    public Start[] Starts() => Read<Start>("starts.jsonl");

    /// <summary>Waits until all processes that were started have exited.</summary>
    public Task AreGoneAsync() => Eventually.BecomesTrueAsync(() =>
        !ProcessTree.AnyLives(Starts().SelectMany(start => new[] { start.Pid, start.Worker })));

    /// <summary>Requests whose headers arrived; their bodies can be incomplete.</summary>
    public Arrival[] Arrivals() => Read<Arrival>("arrivals.jsonl");

    public Arrival[] Requests() => Read<Arrival>("requests.jsonl");

    public int Count(string file) => Read<JsonElement>(file).Length;

    public Task StopAsync() => pool.DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (door is not null)
            await door.DisposeAsync();
        await pool.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private ChildCommand Command(int instance, int port) => new($"Instance {instance}", "node",
    [
        Path.Combine(AppContext.BaseDirectory, "Instances", "fake-host.cjs"), folder.FullName, $"{port}", $"{instance}",
    ]);

    private T[] Read<T>(string file)
    {
        var path = Path.Combine(folder.FullName, file);
        if (!File.Exists(path))
            return [];
        var text = File.ReadAllText(path);
        // The last line can be incomplete.
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<T>(line, TestJson.Answers)!)];
    }

    internal sealed record Start(int Instance, int Pid, int Worker, int Port);

    internal sealed record Header(string Name, string Value);

    internal sealed record Arrival(string Method, string Url, Header[] Headers, int Pid, int Instance, long Bytes = 0)
    {
        public string[] Of(string name) =>
            [.. Headers.Where(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(one => one.Value)];
    }
}
