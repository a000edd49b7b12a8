using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Testing.InProcess;

/// <summary>Tests on the workbench run one after another.</summary>
[CollectionDefinition]
public sealed class OnTheWorkbench : ICollectionFixture<Workbench>;

/// <summary>
/// An engine with its own database, storage account and simulator account. Nothing runs automatically: no message is
/// received and no delivery arrives, so a test observes each step separately.
/// </summary>
public sealed class Workbench(Services services, SimulatorProcess simulator) : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-workbench-");
    private AzuriteChild azurite = null!;

    public Engine Engine { get; private set; } = null!;

    /// <summary>The Replicate account of the engine.</summary>
    public SimulatorUser Replicate { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Replicate = new SimulatorUser(await simulator.AddressAsync());
        azurite = await AzuriteChild.StartAsync(folder.FullName, default);
        Engine = await AnotherEngineAsync();
    }

    /// <summary>Another engine with its own database on the same storage and the same account.</summary>
    public Task<Engine> AnotherEngineAsync(params (string Key, string Value)[] settings) =>
        AnotherEngineAsync(_ => { }, settings);

    /// <param name="adjust">Called after all of Core is registered.</param>
    /// <param name="settings">As above.</param>
    public Task<Engine> AnotherEngineAsync(
        Action<IServiceCollection> adjust, params (string Key, string Value)[] settings) => Engine.StartAsync(
        services, adjust,
    [
        ("Storage:ConnectionString", azurite.ConnectionString),
        ("Replicate:BaseUrl", new Uri(Replicate.Address, "v1").AbsoluteUri),
        ("Replicate:ApiToken", Replicate.Token),
        ("Replicate:DevelopmentOutputOrigin", Replicate.Address.GetLeftPart(UriPartial.Authority)),
        ("Replicate:CircuitCalls", "1000000"), // failures of one test would stop the calls of the next one
        ("Predictions:LeaseRenewSeconds", "0.1"),
        .. settings,
    ]);

    /// <summary>Deletes all rows and messages, and ignores runs that were created before now.</summary>
    public async Task ClearAsync()
    {
        await Engine.ExecuteAsync(
            """
            truncate owners, rejected_messages cascade;
            update start_budget set tokens = 'infinity', per_second = 'infinity', not_before = clock_timestamp();
            update upstream_listing set complete_upto = clock_timestamp() + interval '2 minutes';
            """);
        await ClearQueuesAsync();
    }

    public Task ClearQueuesAsync() => azurite.ClearQueuesAsync(default);

    /// <param name="upstream">The simulator's behavior for the runs of this generation, in its setting names.</param>
    /// <param name="prompt">The prompt of another generation, to share its behavior.</param>
    public async Task<SeededGeneration> SeedAsync(object? upstream = null, string? prompt = null)
    {
        prompt ??= $"room {Guid.NewGuid():n}";
        if (upstream is not null)
            await SetRunBehaviorAsync(prompt, upstream);
        return await SeededGeneration.CreateAsync(Engine, variantsEach: 1, prompt: prompt);
    }

    public async Task SetRunBehaviorAsync(string prompt, object upstream)
    {
        var treatment = JsonSerializer.SerializeToNode(upstream)!.AsObject();
        treatment["promptContains"] = prompt;
        var answer = await Replicate.PutSettingsAsync(new JsonObject { ["overrides"] = new JsonArray(treatment) });
        Assert.True(answer.Status == 200, answer.Text);
    }

    /// <summary>
    /// The runs that the simulator created for a generation, including those that the database does not contain.
    /// </summary>
    public async Task<IReadOnlyList<JsonNode>> RunsAsync(SeededGeneration seeded)
    {
        var prompt = await PromptAsync(seeded);
        var answer = await Replicate.GetAsync($"_sim/predictions?prompt={Uri.EscapeDataString(prompt)}");
        return [.. answer.Json["items"]!.AsArray().Where(run => (string?)run!["prompt"] == prompt).Select(run => run!)];
    }

    public Task<string> PromptAsync(SeededGeneration seeded) =>
        Engine.QueryAsync<string>("select composed_prompt from generations where id = @Id", seeded);

    /// <summary>The predictions that the messages of a queue name.</summary>
    public async Task<IReadOnlyList<Guid>> MessagesAsync(string queue)
    {
        var messages = await Engine.Get<QueueServiceClient>().GetQueueClient(queue).PeekMessagesAsync(32);
        return [.. messages.Value.Select(message => PredictionMessage.TryRead(message.Body)!.PredictionId)];
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await azurite.DisposeAsync();
        Replicate.Dispose();
        folder.Delete(recursive: true);
    }
}
