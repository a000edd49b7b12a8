using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Replicate;
using RenderStudio.Testing.Children;

namespace RenderStudio.Testing.InProcess;

/// <summary>Tests on the workbench run one after another.</summary>
[CollectionDefinition]
public sealed class OnTheWorkbench : ICollectionFixture<Workbench>;

/// <summary>
/// An engine with a database and a storage account of its own and an account at the simulator. Nothing works by itself
/// here: no message is received and no delivery arrives, so a test sees each step alone.
/// </summary>
public sealed class Workbench(Services services, SimulatorProcess simulator) : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-workbench-");
    private AzuriteChild azurite = null!;

    public Engine Engine { get; private set; } = null!;

    /// <summary>The account that the engine buys with.</summary>
    public SimulatorUser Replicate { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Replicate = new SimulatorUser(await simulator.AddressAsync());
        azurite = await AzuriteChild.StartAsync(folder.FullName, default);
        Engine = await AnotherEngineAsync();
    }

    /// <summary>An engine with a database of its own on the same storage and the same account.</summary>
    public Task<Engine> AnotherEngineAsync(params (string Key, string Value)[] settings) =>
        AnotherEngineAsync(_ => { }, settings);

    /// <param name="adjust">Called when all of Core is registered.</param>
    /// <param name="settings">As above.</param>
    public Task<Engine> AnotherEngineAsync(
        Action<IServiceCollection> adjust, params (string Key, string Value)[] settings) => Engine.StartAsync(
        services, adjust,
    [
        ("Storage:ConnectionString", azurite.ConnectionString),
        ("Replicate:BaseUrl", new Uri(Replicate.Address, "v1").AbsoluteUri),
        ("Replicate:ApiToken", Replicate.Token),
        ("Replicate:DevelopmentOutputOrigin", Replicate.Address.GetLeftPart(UriPartial.Authority)),
        ("Replicate:CircuitCalls", "1000000"), // one test's trouble would stop the next one's calls
        ("Predictions:LeaseRenewSeconds", "0.1"),
        .. settings,
    ]);

    /// <summary>Forgets everything: rows, messages, and what was listed before now.</summary>
    public async Task ClearAsync()
    {
        await Engine.ExecuteAsync(
            """
            truncate owners, rejected_messages cascade;
            update upstream_listing set complete_upto = clock_timestamp() + interval '2 minutes';
            """);
        await azurite.ClearQueuesAsync(default);
    }

    /// <param name="upstream">How the simulator treats this generation's runs, in its own names.</param>
    /// <param name="prompt">Another generation's, to share its treatment.</param>
    public async Task<SeededGeneration> SeedAsync(object? upstream = null, string? prompt = null)
    {
        prompt ??= $"room {Guid.NewGuid():n}";
        if (upstream is not null)
            await TreatAsync(prompt, upstream);
        return await SeededGeneration.CreateAsync(Engine, variantsEach: 1, prompt: prompt);
    }

    public async Task TreatAsync(string prompt, object upstream)
    {
        var treatment = JsonSerializer.SerializeToNode(upstream)!.AsObject();
        treatment["promptContains"] = prompt;
        var answer = await Replicate.PutSettingsAsync(new JsonObject { ["overrides"] = new JsonArray(treatment) });
        Assert.True(answer.Status == 200, answer.Text);
    }

    /// <summary>What the simulator sold for a generation, whether we know it or not.</summary>
    public async Task<IReadOnlyList<JsonNode>> BoughtAsync(SeededGeneration seeded)
    {
        var prompt = await PromptAsync(seeded);
        var audit = (await Replicate.GetAsync("_sim/predictions")).Json["items"]!.AsArray();
        return [.. audit.Where(run => (string?)run!["prompt"] == prompt).Select(run => run!)];
    }

    public Task<string> PromptAsync(SeededGeneration seeded) =>
        Engine.QueryAsync<string>("select composed_prompt from generations where id = @Id", seeded);

    /// <summary>The predictions that a queue's messages speak of.</summary>
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
