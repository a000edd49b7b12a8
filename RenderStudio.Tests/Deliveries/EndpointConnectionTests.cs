using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core;
using RenderStudio.Core.Deliveries;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Deliveries;

/// <summary>
/// Where a delivery connects to. Connections are counted by the runtime's own traces of its sockets, at a port that no
/// other test uses.
/// </summary>
public sealed class EndpointConnectionTests(Services services) : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Queue<IPAddress[]>> names = new();
    private readonly ConcurrentQueue<string> resolved = new();
    private Engine engine = null!;
    private EndpointSecrets secrets = null!;

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(services, adjust => adjust.AddSingleton<ResolveHost>(ResolveAsync));
        secrets = engine.Get<EndpointSecrets>();
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task No_address_of_a_special_purpose_block_is_connected_to()
    {
        using var connects = new Connects(port: 44_301);
        var blocked = SpecialAddresses.All.Where(one => !one.IsPublic).Select(one => one.Address).ToList();
        Assert.True(blocked.Count >= 900, $"Only {blocked.Count} addresses.");

        foreach (var address in blocked)
        {
            var name = $"{Guid.NewGuid():n}.example.com";
            names[name] = new([[address]]);
            var host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";

            Assert.Equal("unreachable", await SendAsync($"https://{host}:44301/"));
            Assert.Equal("unreachable", await SendAsync($"https://{name}:44301/"));
        }

        Assert.Empty(connects.Seen);
        Assert.Equal(blocked.Count, resolved.Count);
    }

    [Fact]
    public async Task A_name_with_a_public_and_a_private_address_is_not_connected_to()
    {
        using var connects = new Connects(port: 44_302);
        names["mixed.example.com"] = new([[IPAddress.Parse("93.184.215.14"), IPAddress.Parse("10.0.0.1")]]);
        names["mixed6.example.com"] = new([[IPAddress.Parse("fd00::1"), IPAddress.Parse("93.184.215.14")]]);
        names["none.example.com"] = new([[]]);

        Assert.Equal("unreachable", await SendAsync("https://mixed.example.com:44302/"));
        Assert.Equal("unreachable", await SendAsync("https://mixed6.example.com:44302/"));
        Assert.Equal("unreachable", await SendAsync("https://none.example.com:44302/"));

        Assert.Empty(connects.Seen);
    }

    [Fact]
    public async Task A_name_that_resolves_differently_the_second_time_is_connected_to_at_the_checked_address_only()
    {
        using var connects = new Connects(port: 44_303);
        // 93.184.215.14 is not reachable from a test; only the attempt is observed.
        names["rebinding.example.com"] =
            new([[IPAddress.Parse("93.184.215.14")], [IPAddress.Loopback], [IPAddress.Loopback]]);

        Assert.NotNull(await SendAsync("https://rebinding.example.com:44303/", TimeSpan.FromSeconds(2)));

        Assert.Equal(["rebinding.example.com"], resolved);
        Assert.All(connects.Seen, seen => Assert.Contains("93.184.215.14", seen));
        Assert.Equal("unreachable", await SendAsync("https://rebinding.example.com:44303/"));
        Assert.DoesNotContain(connects.Seen, seen => seen.Contains("127.0.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_endpoint_whose_name_leads_to_a_private_address_is_rejected()
    {
        names["private.example.com"] = new([[IPAddress.Parse("192.168.1.1")]]);
        names["public.example.com"] = new([[IPAddress.Parse("93.184.215.14")]]);
        var hosts = engine.Get<EndpointHosts>();

        Assert.True((await hosts.CheckAsync("https://private.example.com/", default)).Failed(out var problem, out _));
        Assert.Contains("public internet", problem.Errors!["url"][0]);
        Assert.False((await hosts.CheckAsync("https://public.example.com/", default)).Failed(out _, out _));
        Assert.False((await hosts.CheckAsync("https://unknown.example.com/", default)).Failed(out _, out _));
    }

    [Fact]
    public async Task A_connection_to_an_allowed_address_is_seen_and_a_redirect_is_not_followed()
    {
        await using var allowing = await Engine.StartAsync(services, ("Deliveries:AllowLoopback", "true"));
        await using var server = await OwnersServer.StartAsync();
        await using var other = await OwnersServer.StartAsync();
        using var connects = new Connects(server.Url.Port);
        server.Answer = (_, response) =>
        {
            response.StatusCode = 308;
            response.Headers.Location = other.Url.AbsoluteUri;
            return Task.CompletedTask;
        };

        var response = await allowing.Get<DeliverySender>().SendAsync(
            Delivery(server.Url.AbsoluteUri, allowing.Get<EndpointSecrets>()), TimeSpan.FromSeconds(20), default);

        Assert.Equal((308, false), (response.Status, response.IsSuccess));
        Assert.Single(server.Received);
        Assert.Empty(other.Received);
        Assert.NotEmpty(connects.Seen);
    }

    [Theory]
    [InlineData("HTTPS_PROXY")]
    [InlineData("ALL_PROXY")]
    public async Task A_proxy_of_the_environment_is_not_used(string variable)
    {
        await using var proxy = await OwnersServer.StartAsync();
        var before = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, proxy.Url.GetLeftPart(UriPartial.Authority));
        try
        {
            names["proxied.example.com"] = new([[IPAddress.Parse("10.0.0.1")]]);

            Assert.Equal("unreachable", await SendAsync("https://proxied.example.com:44304/"));

            Assert.Empty(proxy.Received);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
        }
    }

    private async Task<string?> SendAsync(string url, TimeSpan? limit = null) =>
        (await engine.Get<DeliverySender>().SendAsync(
            Delivery(url, secrets), limit ?? TimeSpan.FromSeconds(30), default)).Error;

    private static ClaimedDelivery Delivery(string url, EndpointSecrets secrets)
    {
        var endpointId = Guid.NewGuid();
        return new()
        {
            Id = Guid.NewGuid(),
            EndpointId = endpointId,
            EventId = Guid.NewGuid(),
            Type = EventTypes.Test,
            Data = "{}",
            OccurredAt = DateTime.UnixEpoch,
            Attempts = 1,
            Url = url,
            Secret = secrets.Encrypt(endpointId, EndpointSecrets.Generate()),
            IsQuick = false,
        };
    }

    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct)
    {
        resolved.Enqueue(host);
        return names.TryGetValue(host, out var answers)
            ? Task.FromResult(answers.Count > 1 ? answers.Dequeue() : answers.Peek())
            : throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>The connections that sockets of this process begin to one port.</summary>
    private sealed class Connects : IDisposable
    {
        private readonly ActivityListener listener;
        private readonly ConcurrentQueue<string> seen = new();

        public Connects(int port)
        {
            listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Experimental.System.Net.Sockets",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStarted = connect => Add(connect, port),
                ActivityStopped = connect => Add(connect, port),
            };
            ActivitySource.AddActivityListener(listener);
        }

        public IReadOnlyCollection<string> Seen => seen;

        public void Dispose() => listener.Dispose();

        private void Add(Activity connect, int port)
        {
            if (Equals(connect.GetTagItem("network.peer.port"), port))
                seen.Enqueue($"{connect.GetTagItem("network.peer.address")}");
        }
    }
}
