using System.Net.Http.Headers;
using System.Text.Json;
using RenderStudio.Local.Children;
using RenderStudio.Local.Replicate;

namespace RenderStudio.Local.Studio;

/// <summary>The Replicate API that the app uses: the simulator in this process, or the real one.</summary>
public sealed class Upstream : IAsyncDisposable
{
    private const string RealApi = "https://api.replicate.com/v1";
    private ReplicateSimulator? simulator;

    public required string Address { get; init; }

    /// <summary>The token that the simulator accepts; null for the real API, whose token is not disclosed.</summary>
    public string? SimulatorToken { get; private init; }

    /// <summary>Base URL for callbacks; null when a loopback address is sufficient.</summary>
    public string? PublicBaseUrl { get; private init; }

    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    public static async Task<Upstream> SimulateAsync(
        int port, StudioKeys keys, DataFolder folder, ILoggerFactory log, CancellationToken cancellation)
    {
        const string Token = "r8_simulated";
        var simulator = await StartAsync(new SimulatorOptions
        {
            Port = port,
            ApiToken = Token,
            WebhookSecret = keys.WebhookSecret,
            DataFolder = folder.Replicate,
            LoggerFactory = log,
        }, cancellation);
        var origin = simulator.Address.GetLeftPart(UriPartial.Authority);
        return new Upstream
        {
            simulator = simulator,
            Address = origin,
            SimulatorToken = Token,
            Settings = new Dictionary<string, string>
            {
                ["Replicate__BaseUrl"] = $"{origin}/v1",
                ["Replicate__ApiToken"] = Token,
                ["Replicate__WebhookSecrets__0"] = keys.WebhookSecret,
                ["Replicate__DevelopmentOutputOrigin"] = origin,
            },
        };
    }

    /// <summary>
    /// The real Replicate cannot reach Azurite, so inputs are uploaded to its Files API; webhooks need a public
    /// address.
    /// </summary>
    public static async Task<Upstream> GoLiveAsync(StudioOptions options, CancellationToken cancellation)
    {
        var token = RequiredVariable("REPLICATE_API_TOKEN", "a token of your Replicate account");
        var publicBaseUrl = RequiredVariable(
            "PUBLIC_BASE_URL", "the public address that forwards to --port, such as the address of a tunnel");
        var api = options.Settings.GetValueOrDefault("Replicate__BaseUrl", RealApi);
        return new Upstream
        {
            Address = api,
            PublicBaseUrl = publicBaseUrl.TrimEnd('/'),
            Settings = new Dictionary<string, string>
            {
                ["Replicate__BaseUrl"] = api,
                ["Replicate__ApiToken"] = token,
                ["Replicate__WebhookSecrets__0"] = await FetchWebhookSecretAsync(api, token, cancellation),
                ["Replicate__InputTransport"] = "files",
            },
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (simulator is not null)
            await simulator.DisposeAsync();
    }

    private static async Task<ReplicateSimulator> StartAsync(SimulatorOptions options, CancellationToken cancellation)
    {
        try
        {
            return await ReplicateSimulator.StartAsync(options, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"The Replicate simulator cannot start: {e.Message}");
        }
    }

    private static string RequiredVariable(string variable, string meaning) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : throw new CannotStartException(
            $"--replicate live needs the environment variable {variable}: {meaning}.");

    private static async Task<string> FetchWebhookSecretAsync(string api, string token, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var answer = await client.GetAsync(new Uri($"{api}/webhooks/default/secret"), cancellation);
            if (!answer.IsSuccessStatusCode)
                throw new CannotStartException(
                    $"Replicate rejected REPLICATE_API_TOKEN with status {(int)answer.StatusCode}.");
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
            return json.RootElement.GetProperty("key").GetString()!;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException
            && !cancellation.IsCancellationRequested)
        {
            throw new CannotStartException($"Replicate cannot be reached at {api}: {e.Message}");
        }
    }
}
