using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Npgsql;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Leaks;

namespace RenderStudio.Testing.Faults;

/// <summary>
/// A complete studio with several instances of the app and operations to inject faults. The app has no knowledge of
/// them.
/// </summary>
public sealed class FaultyStudio : IAsyncDisposable
{
    // A round can be blocked in an instance that was frozen.
    private static readonly TimeSpan RoundPatience = TimeSpan.FromSeconds(5);

    // Memory is not under test: with 64 MB of new objects between collections, a start takes a fifth less processor
    // time.
    private static readonly Dictionary<string, string> FewCollections = new() { ["DOTNET_GCgen0size"] = "4000000" };

    private readonly CancellationTokenSource closing = new();
    private readonly StudioProcess process;
    private readonly HttpClient simulator;
    private readonly Task reconciling;
    private JsonObject defaults = [];
    private int crashes;

    private FaultyStudio(StudioProcess process, StudioStatus status, StormPace pace)
    {
        (this.process, Status, Pace) = (process, status, pace);
        simulator = new(new SocketsHttpHandler()) { BaseAddress = status.ReplicateUrl };
        Database = NpgsqlDataSource.Create($"{status.Postgres};Maximum Pool Size=10");
        Blobs = new(status.Storage);
        Queues = new(status.Storage, new() { MessageEncoding = QueueMessageEncoding.Base64 });
        reconciling = pace.ReconcileEvery is { } pause ? ReconcileAsync(pause) : Task.CompletedTask;
    }

    public StudioStatus Status { get; }

    public StormPace Pace { get; }

    public NpgsqlDataSource Database { get; }

    public BlobServiceClient Blobs { get; }

    public QueueServiceClient Queues { get; }

    public UpstreamRunLedger Upstream => new(simulator);

    /// <param name="prompt">A term in the prompts of the runs.</param>
    public UpstreamRunLedger UpstreamOf(string prompt) => new(simulator, prompt);

    public Uri Address => process.Address;

    /// <summary>The number of times that an instance was killed or stopped.</summary>
    public int Crashes => crashes;

    public static async Task<FaultyStudio> StartAsync(StormPace pace)
    {
        // The folder is kept until the end. An --ephemeral studio would lose the database's last commits with a kill.
        var folder = Directory.CreateTempSubdirectory("render-studio-storm-");
        var settings = pace.Settings.SelectMany(pair => new[] { "--setting", $"{pair.Key}={pair.Value}" });
        var process = await StudioProcess.StartAsync(
            FewCollections, ["--data", folder.FullName, "--instances", "2", .. settings]);
        var studio = new FaultyStudio(process, await process.StatusAsync(), pace);
        studio.defaults = (await studio.simulator.GetFromJsonAsync<JsonObject>("_sim/settings"))!;
        studio.defaults["overrides"] = null;
        studio.defaults["largestSide"] = 96; // picture content is not under test
        return studio;
    }

    /// <summary>Sets the behavior of Replicate from now on, in the simulator's setting names.</summary>
    public async Task SimulateAsync(object settings)
    {
        using var answer = await simulator.PutAsJsonAsync("_sim/settings", settings);
        if (!answer.IsSuccessStatusCode)
            throw new StormException(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Resets all simulator settings.</summary>
    public Task ClearFaultsAsync() => SimulateAsync(defaults);

    /// <summary>An authenticated client of a separate owner.</summary>
    public Task<HttpClient> ClientAsync() => process.ClientAsync();

    public async Task<StudioInstance[]> InstancesAsync() => (await process.StatusAsync()).Instances;

    /// <param name="verb"><c>kill</c>, <c>stop</c> or <c>continue</c>.</param>
    public Task SignalAsync(int instance, string verb)
    {
        if (verb is "kill" or "stop")
            Interlocked.Increment(ref crashes);
        return LocalAsync(HttpMethod.Post, $"instances/{instance}/{verb}");
    }

    /// <param name="service"><c>postgres</c> or <c>azurite</c>.</param>
    public Task RestartAsync(string service) => LocalAsync(HttpMethod.Post, $"services/{service}/restart");

    public Task ClearQueuesAsync() => LocalAsync(HttpMethod.Delete, "queues");

    /// <summary>
    /// Runs a reconciler round immediately. False when the round, or the instance that ran it, failed.
    /// </summary>
    public async Task<bool> ReconcileOnceAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        patience.CancelAfter(RoundPatience);
        try
        {
            using var answer = await process.Local.PostAsync(
                "/local/functions/ReconcilePredictions", null, patience.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (OperationCanceledException) when (!closing.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <exception cref="LeakException">A log, a row or an error response contains a secret.</exception>
    public Task LeaksNothingAsync() => process.LeaksNothingAsync();

    /// <summary>Runs the hourly sweeps immediately.</summary>
    public Task SweepAsync() => LocalAsync(HttpMethod.Post, "functions/SweepStorage");

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await reconciling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Database.DisposeAsync();
        simulator.Dispose();
        await process.DisposeAsync();
        Directory.Delete(Status.DataFolder, recursive: true);
        closing.Dispose();
    }

    private async Task LocalAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, $"/local/{path}");
        using var answer = await process.Local.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
            throw new StormException($"{method} {path}: {await answer.Content.ReadAsStringAsync()}");
    }

    private async Task ReconcileAsync(TimeSpan pause)
    {
        while (!closing.IsCancellationRequested)
        {
            await ReconcileOnceAsync();
            await Task.Delay(pause, closing.Token);
        }
    }
}
