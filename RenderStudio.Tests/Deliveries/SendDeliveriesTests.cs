using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using RenderStudio.Core.Deliveries;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Deliveries;

/// <summary>The result of a try, by what an owner's server responds.</summary>
public sealed class SendDeliveriesTests(DeliveryBench bench) : IClassFixture<DeliveryBench>, IAsyncLifetime
{
    private readonly Engine engine = bench.Engine;
    private ServedOwner owner = null!;

    public async ValueTask InitializeAsync() => owner = await ServedOwner.CreateAsync(bench);

    public ValueTask DisposeAsync() => owner.DisposeAsync();

    [Theory]
    [InlineData(200, "succeeded")]
    [InlineData(201, "succeeded")]
    [InlineData(204, "succeeded")]
    [InlineData(299, "succeeded")]
    [InlineData(302, "pending")]
    [InlineData(400, "pending")]
    [InlineData(401, "pending")]
    [InlineData(404, "pending")]
    [InlineData(429, "pending")]
    [InlineData(500, "pending")]
    [InlineData(503, "pending")]
    public async Task A_status_of_2xx_ends_a_delivery_and_any_other_one_leads_to_another_try(
        int status, string expected)
    {
        var endpoint = await owner.EndpointWithEventAsync();
        owner.Server.Answer = (_, response) =>
        {
            response.StatusCode = status;
            return Task.CompletedTask;
        };

        await bench.SendAsync(endpoint);

        var delivery = await owner.OnlyAsync(endpoint);
        Assert.Equal((expected, 1, status), (delivery.Status, delivery.Attempts, delivery.ResponseStatus));
        Assert.Equal(expected == "pending", delivery.NextTryAt is not null);
        Assert.Equal(expected == "pending", delivery.FinishedAt is null);
        Assert.Null(delivery.Error);
    }

    [Fact]
    public async Task A_delivery_is_tried_eight_times_with_the_same_id_and_body_and_then_fails()
    {
        var endpoint = await owner.EndpointWithEventAsync();
        owner.Server.Respond(500, "later");
        List<double> waits = [];
        for (var tries = 1; tries <= 10; tries++)
        {
            await bench.RetryAsync(endpoint);
            var now = await owner.OnlyAsync(endpoint);
            if (now is { NextTryAt: { } next, LastTryAt: { } last })
                waits.Add((next - last).TotalSeconds);
        }

        var ended = await owner.OnlyAsync(endpoint);
        Assert.Equal(("failed", 8), (ended.Status, ended.Attempts));
        Assert.Equal((500, "later"), (ended.ResponseStatus, ended.ResponseBody));
        Assert.Equal(8, owner.Server.Received.Length);
        Assert.Single(owner.Server.Received.Select(one => (one.Id, one.Body)).Distinct());
        Assert.Equal(7, waits.Count);
        Assert.Equal(waits.Order(), waits);
        Assert.InRange(waits[0], 4, 30);
        Assert.InRange(waits[6], 10 * 3600, 14 * 3600);
        Assert.True((await bench.ReadAsync(owner.Id, endpoint)).Enabled); // it began to fail only now
    }

    [Fact]
    public async Task The_first_kilobyte_of_a_response_is_kept_as_readable_text()
    {
        var endpoint = await owner.EndpointWithEventAsync();
        owner.Server.Answer = async (_, response) =>
        {
            response.StatusCode = 500;
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes("a\0b\x1b[31m\n" + new string('ä', 100_000)));
        };

        await bench.SendAsync(endpoint);

        var body = (await owner.OnlyAsync(endpoint)).ResponseBody!;
        Assert.StartsWith("ab[31m\nää", body);
        Assert.InRange(Encoding.UTF8.GetByteCount(body), 1000, 1024);
        Assert.DoesNotContain('\uFFFD', body);
    }

    [Theory]
    [InlineData("endless body")]
    [InlineData("stalled body")]
    public async Task The_status_decides_although_the_body_does_not_end(string kind)
    {
        var endpoint = await owner.EndpointWithEventAsync();
        owner.Server.Answer = async (_, response) =>
        {
            await response.WriteAsync("ok");
            await response.Body.FlushAsync();
            if (kind == "stalled body")
                await Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);
            else
                while (!response.HttpContext.RequestAborted.IsCancellationRequested)
                    await response.WriteAsync(new string('x', 1000));
        };

        await bench.SendAsync(endpoint);

        var ended = await owner.OnlyAsync(endpoint);
        Assert.Equal(("succeeded", 200), (ended.Status, ended.ResponseStatus));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut off", "succeeded", null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", "succeeded", null)]
    [InlineData("HTTP/1.1 200", "pending", "invalid_response")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "pending", "invalid_response")]
    [InlineData("", "pending", "invalid_response")]
    public async Task A_response_that_breaks_off_counts_by_its_status(string response, string status, string? error)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = (await bench.EndpointAsync(owner.Id, new($"http://{listener.LocalEndpoint}/"))).Endpoint.Id;
        await bench.TestEventAsync(owner.Id, endpoint);

        var sending = bench.SendAsync(endpoint);
        using (var client = await listener.AcceptTcpClientAsync())
        {
            var request = new byte[10_000];
            var length = 0;
            while (!Encoding.ASCII.GetString(request, 0, length).EndsWith("}}", StringComparison.Ordinal))
                length += await client.GetStream().ReadAsync(request.AsMemory(length));
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(response));
        }

        await sending;

        var delivery = await owner.OnlyAsync(endpoint);
        Assert.Equal((status, error), (delivery.Status, delivery.Error));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_has_timed_out_and_a_closed_port_is_unreachable()
    {
        await using var impatient = await bench.AnotherEngineAsync(("Deliveries:QuickSeconds", "1"));
        var silent = bench.On(impatient);
        var one = await silent.OwnerAsync();
        var hanging = (await silent.EndpointAsync(one, owner.Server.Url)).Endpoint.Id;
        var closed = (await silent.EndpointAsync(one, new("http://127.0.0.1:9/"))).Endpoint.Id;
        await silent.TestEventAsync(one, hanging);
        await silent.TestEventAsync(one, closed);
        owner.Server.Answer = (_, response) => Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);

        await silent.SendAsync(hanging);
        await silent.SendAsync(closed);

        var first = Assert.Single(await silent.DeliveriesAsync(one, hanging));
        var second = Assert.Single(await silent.DeliveriesAsync(one, closed));
        Assert.Equal(("pending", "timed_out", null), (first.Status, first.Error, first.ResponseStatus));
        Assert.Equal(("pending", "unreachable", null), (second.Status, second.Error, second.ResponseStatus));
    }

    [Fact]
    public async Task A_replay_sends_the_same_event_again_with_all_its_tries()
    {
        var (endpoint, _) = await owner.EndpointAsync();
        var delivery = await bench.TestEventAsync(owner.Id, endpoint);
        owner.Server.Respond(500);
        for (var tries = 0; tries < 8; tries++)
            await bench.RetryAsync(endpoint);
        Assert.Equal("failed", (await owner.OnlyAsync(endpoint)).Status);
        owner.Server.Respond(200);

        var replayed =
            (await engine.Get<ReplayDelivery>().RunAsync(endpoint, delivery.Id, new(owner.Id), default)).Value!;
        await bench.SendAsync(endpoint);

        Assert.Equal(("pending", 0), (replayed.Status, replayed.Attempts));
        var ended = await owner.OnlyAsync(endpoint);
        Assert.Equal(("succeeded", 1), (ended.Status, ended.Attempts));
        Assert.Equal(9, owner.Server.Received.Length);
        Assert.Single(owner.Server.Received.Select(one => (one.Id, one.Body)).Distinct());
    }
}
