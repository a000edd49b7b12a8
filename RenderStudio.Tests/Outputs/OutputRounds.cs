using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Outputs;

/// <summary>
/// Rounds of storing outputs of a <see cref="MisbehavingServer"/>. Each round downloads an output once, and a test
/// makes the next round due.
/// </summary>
internal sealed class OutputRounds : IAsyncDisposable
{
    private const string DataUrl = "data:image/png;base64,";

    private OutputRounds(MisbehavingServer server, Engine engine) => (Server, Engine) = (server, engine);

    public MisbehavingServer Server { get; }

    public Engine Engine { get; }

    public static Task<OutputRounds> StartAsync(Services services, params (string Key, string Value)[] settings) =>
        StartAsync(services, _ => { }, settings);

    /// <param name="adjust">Called after all of Core is registered.</param>
    /// <param name="settings">Configuration in addition to the one of these tests.</param>
    public static async Task<OutputRounds> StartAsync(
        Services services, Action<IServiceCollection> adjust, params (string Key, string Value)[] settings)
    {
        var server = new MisbehavingServer(TimeProvider.System)
        {
            Picture = Convert.FromBase64String(SolidPicture.Png(10, 200, 30)[DataUrl.Length..]),
        };
        return new(server, await Engine.StartAsync(
            services, adjust,
            [
                ("Replicate:DevelopmentOutputOrigin", server.Origin), ("Outputs:Tries", "1"),
                ("Outputs:SlowSeconds", "60"), ("Outputs:DownloadSeconds", "100"), .. settings,
            ]));
    }

    /// <summary>The address of an output that the server answers in this way.</summary>
    public string Output(string kind) => Server.Output(kind);

    /// <summary>How often an output was requested.</summary>
    public int Asked(string kind) => Server.Asked.Count(path => path == kind);

    /// <summary>A generation whose only run succeeded with these outputs.</summary>
    public async Task<SeededGeneration> StoredAsync(params string[] outputs)
    {
        var seeded = await SeededGeneration.CreateAsync(Engine, variantsEach: outputs.Length);
        await RunUpdates.ApplyAsync(Engine, seeded, seeded.Run("a"), "succeeded", null, outputs);
        return seeded;
    }

    /// <summary>Changes the row, makes the next round due and runs it.</summary>
    public async Task RunAsync(SeededGeneration seeded, string? change = null)
    {
        await SetAsync(seeded, $"{change ?? "checks = 0"}, not_before = now()");
        await Engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
    }

    public Task SetAsync(SeededGeneration seeded, string change) =>
        Engine.ExecuteAsync($"update predictions set {change} where id = @PredictionId", seeded);

    public Task<string> ReadAsync(SeededGeneration seeded, string what) =>
        Engine.QueryAsync<string>($"select {what} from generations where id = @Id", seeded);

    /// <summary>The status, the number of delivered pictures, and the failure code of a failure.</summary>
    public Task<string> OutcomeAsync(SeededGeneration seeded) =>
        ReadAsync(seeded, "concat_ws(' ', status, delivered, failure_code)");

    public Task<int> BalanceAsync(SeededGeneration seeded) => Engine.QueryAsync<int>(
        "select balance from accounts where owner_id = @OwnerId", seeded);

    /// <summary>The codes of the timeline after the submit, in order.</summary>
    public Task<string> CodesAsync(SeededGeneration seeded) => Engine.QueryAsync<string>(
        "select string_agg(code, ' ' order by seq) from generation_events where generation_id = @Id and seq > 1",
        seeded);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Server.DisposeAsync();
    }
}
