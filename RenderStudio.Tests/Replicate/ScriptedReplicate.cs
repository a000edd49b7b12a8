using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Replicate;

/// <summary>The client with its retry and circuit policies, against a server with scripted responses.</summary>
internal sealed class ScriptedReplicate : HttpMessageHandler
{
    private const string Run = """{"id": "run", "status": "starting"}""";

    private readonly ConcurrentQueue<string> calls = new();
    private readonly RecordedLog log = new();

    public ScriptedReplicate(TimeProvider? clock = null, double readTimeout = 10)
    {
        clock ??= Clock;
        var options = Options.Create(new ReplicateOptions { CircuitCalls = 4, ReadTimeoutSeconds = readTimeout });
        var calls = new ResilientCalls(options, clock, log.CreateLogger<ResilientCalls>())
        {
            InnerHandler = this,
        };
        Client = new(
            new HttpClient(calls) { BaseAddress = new Uri("https://replicate.example/v1/") }, options, clock);
    }

    public FixedClock Clock { get; } = FixedClock.AtUnixSeconds(1_700_000_000);

    public ReplicateClient Client { get; }

    /// <summary>Receives the number of the call, from 1. The default response is a run that starts.</summary>
    public Func<int, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } =
        (_, _) => Task.FromResult(Of(HttpStatusCode.OK));

    /// <summary>The methods of the received calls.</summary>
    public IReadOnlyCollection<string> Calls => calls;

    public IReadOnlyList<string> Log => log.Of(typeof(ResilientCalls).FullName!);

    public void AnswerAlways(HttpStatusCode status) => Answer = (_, _) => Task.FromResult(Of(status));

    /// <summary>The body of the last call; null when it had none.</summary>
    public string? Body { get; private set; }

    public Task<CreateOutcome> CreateAsync(JsonObject? input = null, Uri? webhook = null) =>
        Client.CreateAsync(Schnell, input ?? [], webhook, cancelAfter: null, default);

    public static HttpResponseMessage Of(HttpStatusCode status, string body = Run) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        Body = request.Content is { } content ? await content.ReadAsStringAsync(ct) : null;
        calls.Enqueue(request.Method.Method);
        return await Answer(calls.Count, ct);
    }

    private static Model Schnell { get; } = ModelCatalogue.Load(
        [.. RenderStudio.Core.Prompts.PromptCatalogue.Load().Modes.Select(mode => mode.Id)])
        .Get("black-forest-labs/flux-schnell");
}
