using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Replicate;

public sealed record ReceivedDelivery(string Id, string Timestamp, string Signature, byte[] Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Status => (string)Json["status"]!;

    public bool IsSignedWith(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        return Signature.Split(' ').Contains("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
    }
}

/// <summary>
/// A receiver of webhook deliveries and a host of pictures; it responds as <see cref="Answer"/> specifies.
/// </summary>
public sealed class SimulatorReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedDelivery> received = new();

    private SimulatorReceiver(WebApplication app) => this.app = app;

    public string Link => app.Urls.First() + "/hook?prediction=7";

    public Func<ReceivedDelivery, int> Answer { get; set; } = _ => 200;

    public ReceivedDelivery[] Received => [.. received];

    public static async Task<SimulatorReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var receiver = new SimulatorReceiver(builder.Build());
        receiver.app.Run(receiver.ReceiveAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>The deliveries, once the expected number has arrived.</summary>
    public async Task<ReceivedDelivery[]> ReceivesAsync(int count) =>
        await Eventually.BecomesAsync(() => Task.FromResult(Received), all => all.Length >= count);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers;
        var delivery = new ReceivedDelivery(
            headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, body.ToArray());
        received.Enqueue(delivery);
        http.Response.StatusCode = Answer(delivery);
        if (http.Response.StatusCode is 301 or 302)
            http.Response.Headers.Location = "/elsewhere";
    }
}
