using System.Net.Http.Json;
using System.Text.Json.Nodes;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Replicate;

/// <summary>A user with a separate token, and with a term in their prompts that only their settings name.</summary>
public sealed class SimulatorUser : IDisposable
{
    public const string Sdxl = "39ed52f2a78e934b3ba6e2a89f5b1c712de7dfea535525255b1aa35c5565e08b";
    public const string SdxlSuccessor = "7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc";
    public const string InteriorDesign = "76604baddc85b1b4616e1c6475eca080da339c8875bd4996705440484a6eac38";
    public const string Schnell = "black-forest-labs/flux-schnell";

    /// <summary>A picture of one pixel, for tests where any picture is sufficient.</summary>
    public const string Pixel =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElF"
        + "TkSuQmCC";

    private readonly HttpClient client;

    public SimulatorUser(Uri address)
    {
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
        Token = $"r8_{Guid.NewGuid():n}";
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public Uri Address => client.BaseAddress!;

    public string Token { get; }

    public string Prompt { get; } = $"room {Guid.NewGuid():n}";

    /// <summary>Settings for this user's predictions, in the simulator's setting names.</summary>
    public async Task SetAsync(object settings)
    {
        var own = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(settings))!.AsObject();
        own["promptContains"] = Prompt;
        var answer = await PutSettingsAsync(new JsonObject { ["overrides"] = new JsonArray(own) });
        Assert.True(answer.Status == 200, answer.Text);
    }

    public async Task<SimulatorAnswer> PutSettingsAsync(JsonNode settings) =>
        await SimulatorAnswer.ReadAsync(await client.PutAsJsonAsync("_sim/settings", settings));

    /// <summary>Small SDXL pictures with this user's prompt, unless the input overrides them.</summary>
    public Task<SimulatorAnswer> CreateAsync(object? input = null, string? webhook = null, params string[] events) =>
        PostAsync("v1/predictions", Request(input, webhook, events));

    public JsonObject Request(object? input = null, string? webhook = null, params string[] events)
    {
        var given = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(input ?? new { }))!.AsObject();
        given["prompt"] ??= Prompt;
        given["width"] ??= 64;
        given["height"] ??= 64;
        var request = new JsonObject { ["version"] = Sdxl, ["input"] = given };
        if (webhook is not null)
            request["webhook"] = webhook;
        if (events.Length > 0)
            request["webhook_events_filter"] = new JsonArray([.. events.Select(e => JsonValue.Create(e))]);
        return request;
    }

    public async Task<SimulatorAnswer> PostAsync(string path, object body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await SimulatorAnswer.ReadAsync(await client.SendAsync(request));
    }

    public async Task<SimulatorAnswer> GetAsync(string path) =>
        await SimulatorAnswer.ReadAsync(await client.GetAsync(path));

    public Task<SimulatorAnswer> ReadAsync(string id) => GetAsync($"v1/predictions/{id}");

    public Task<SimulatorAnswer> CancelAsync(string id) => PostAsync($"v1/predictions/{id}/cancel", new { });

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => client.SendAsync(request);

    public Task<HttpResponseMessage> DownloadAsync(string address) => client.GetAsync(address);

    /// <summary>The response, whether it is JSON or not.</summary>
    public Task<string> DownloadTextAsync(string path) => client.GetStringAsync(path);

    public Task<SimulatorAnswer> BecomesAsync(string id, string status) => Eventually.BecomesAsync(
        () => ReadAsync(id), answer => answer.Status == 200 && (string?)answer.Json["status"] == status);

    /// <summary>Creates a prediction and waits until it succeeds.</summary>
    public async Task<SimulatorAnswer> FinishAsync(object? input = null) =>
        await BecomesAsync((await CreateAsync(input)).Id, "succeeded");

    /// <summary>The simulator's audit record of a prediction.</summary>
    public async Task<JsonNode> AuditAsync(string id) =>
        (await GetAsync("_sim/predictions")).Json["items"]!.AsArray().Single(p => (string?)p!["id"] == id)!;

    public void Dispose() => client.Dispose();
}
