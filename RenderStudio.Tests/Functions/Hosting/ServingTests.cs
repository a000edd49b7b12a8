using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Hosting;

public sealed class ServingTests(Services services)
{
    private const string Origin = "https://studio.example.com";

    [Fact]
    public async Task A_ready_app_reports_ready()
    {
        await using var app = await RunningApp.StartAsync(services);

        foreach (var path in new[] { "/api/health", "/api/health/ready" })
            Assert.Equal("""{"status":"ok"}""", await app.Http.GetStringAsync(path));
    }

    [Fact]
    public async Task An_app_without_its_database_keeps_running_and_sends_Retry_After()
    {
        await using var app = await RunningApp.StartAsync(services,
            ("Database:ConnectionString", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=1"));
        using var owner = app.ClientOf("ann");

        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/api/health")).StatusCode);
        var ready = await app.Http.GetAsync("/api/health/ready");
        var problem = await ready.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains("database", problem.GetProperty("detail").GetString());
        foreach (var answer in new[] { ready, await owner.GetAsync("/api/v1/generations") })
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
        }
    }

    [Fact]
    public async Task An_app_without_its_queues_is_not_ready()
    {
        var unreachable = new QueueServiceClient(
            new Uri("http://127.0.0.1:1/studio"),
            new StorageSharedKeyCredential("studio", Convert.ToBase64String(new byte[64])),
            new QueueClientOptions { Retry = { MaxRetries = 0 } });
        await using var app = await RunningApp.StartAsync(services, collection => collection.AddSingleton(
            provider => ActivatorUtilities.CreateInstance<PredictionQueues>(provider, unreachable)));

        using var ready = await app.Http.GetAsync("/api/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var problem = await ready.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Not reachable: queues.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Only_pages_of_the_configured_origins_can_call_the_API()
    {
        await using var app = await RunningApp.StartAsync(services, ("Http:AllowedOrigins:0", Origin));

        var friend = await app.Http.SendAsync(Preflight(Origin));
        var otherOrigin = await app.Http.SendAsync(Preflight("https://evil.example.com"));

        Assert.Equal(Origin, Assert.Single(friend.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("authorization", string.Join(',', friend.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.False(otherOrigin.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_rejected_page_can_read_the_problem()
    {
        await using var app = await RunningApp.StartAsync(services, ("Http:AllowedOrigins:0", Origin));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/generations");
        request.Headers.Add("Origin", Origin);

        var answer = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(Origin, Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("Retry-After", string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers")));
    }

    [Fact]
    public async Task The_headers_of_a_request_have_a_timeout_of_15_seconds_and_its_body_a_minimum_rate()
    {
        await using var app = await RunningApp.StartAsync(services);

        var limits = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal(TimeSpan.FromSeconds(15), limits.RequestHeadersTimeout);
        Assert.Equal((8 * 1024, TimeSpan.FromSeconds(10)),
            (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
    }

    private static HttpRequestMessage Preflight(string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/generations");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
        return request;
    }
}
