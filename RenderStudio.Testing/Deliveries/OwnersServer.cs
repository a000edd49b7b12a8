using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Deliveries;

/// <summary>A delivery as the server of an owner received it.</summary>
public sealed record ReceivedEvent(string Id, string Timestamp, string Signature, string Body)
{
    /// <summary>All headers of the request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public JsonElement Json => JsonElement.Parse(Body);

    public string Type => Json.GetProperty("type").GetString()!;
}

/// <summary>A server of an owner on this machine; it responds as <see cref="Answer"/> specifies.</summary>
public sealed class OwnersServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedEvent> received = new();

    private OwnersServer(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.First() + "/hook?key=secret");

    /// <summary>Writes the response; 200 without a body by default.</summary>
    public Func<ReceivedEvent, HttpResponse, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The deliveries in the order of their arrival.</summary>
    public ReceivedEvent[] Received => [.. received];

    public static async Task<OwnersServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var server = new OwnersServer(builder.Build());
        server.app.Run(server.ReceiveAsync);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Responds with a status and a body from now on.</summary>
    public void Respond(int status, string body = "") => Answer = async (_, response) =>
    {
        response.StatusCode = status;
        await response.WriteAsync(body);
    };

    /// <summary>The deliveries, once the expected number has arrived.</summary>
    public Task<ReceivedEvent[]> ReceivesAsync(int count, TimeSpan? within = null) =>
        Eventually.BecomesAsync(() => Task.FromResult(Received), all => all.Length >= count, within);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var headers = http.Request.Headers;
        var one = new ReceivedEvent(
            headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!,
            await reader.ReadToEndAsync())
        {
            Headers = headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
        };
        received.Enqueue(one);
        await Answer(one, http.Response);
    }
}
