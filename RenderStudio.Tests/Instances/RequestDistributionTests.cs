using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;

namespace RenderStudio.Tests.Instances;

/// <summary>The distribution of requests to instances.</summary>
public sealed class RequestDistributionTests
{
    [Fact]
    public async Task Requests_are_distributed_round_robin_and_skip_a_frozen_instance()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 3);
        await AskAsync(hosts, 6);
        Assert.Equal([2, 2, 2], hosts.Requests().CountBy(request => request.Instance).Select(pair => pair.Value));

        hosts.Pool.Stop(2);
        await AskAsync(hosts, 6);
        Assert.Equal(2, hosts.Requests().Count(request => request.Instance == 2));

        hosts.Pool.Continue(2);
        await AskAsync(hosts, 3);
        Assert.Equal(3, hosts.Requests().Count(request => request.Instance == 2));
    }

    [Fact]
    public async Task Requests_skip_a_killed_instance_until_it_is_ready_again()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);

        hosts.Pool.Kill(1);
        await AskAsync(hosts, 4);
        await hosts.BecomesReadyAsync(1);
        await AskAsync(hosts, 2);

        Assert.Contains(hosts.Requests(), request => request.Instance == 1);
    }

    [Fact]
    public async Task Requests_skip_an_instance_that_does_not_listen()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);
        await hosts.Client.GetAsync("/stop-listening");

        await AskAsync(hosts, 4);

        Assert.Single(hosts.Requests().Skip(1).Select(request => request.Instance).Distinct());
    }

    [Fact]
    public async Task A_request_waits_while_no_instance_is_ready()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);
        hosts.Pool.Stop(1);
        hosts.Pool.Stop(2);
        var waiting = hosts.Client.GetAsync("/hello");
        hosts.Pool.Kill(1);

        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);

        Assert.Equal(1, Assert.Single(hosts.Requests()).Instance);
    }

    [Fact]
    public async Task A_client_that_disconnects_while_it_waits_is_never_served()
    {
        await using var hosts = FakeHosts.Prepare();
        var (arrived, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        await hosts.OpenAsync(options => options with
        {
            MapBeside = door => ((IApplicationBuilder)door).Use((context, next) =>
            {
                context.RequestAborted.Register(left.SetResult);
                arrived.TrySetResult();
                return next(context);
            }),
        });
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, hosts.Port);
            await client.GetStream().WriteAsync("GET /left HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }
        await left.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await hosts.Pool.StartAsync(default);
        await AskAsync(hosts, 1);

        Assert.Equal("/hello", Assert.Single(hosts.Arrivals()).Url);
    }

    private static async Task AskAsync(FakeHosts hosts, int times)
    {
        for (var i = 0; i < times; i++)
            Assert.Equal(HttpStatusCode.OK, (await hosts.Client.GetAsync("/hello")).StatusCode);
    }
}
