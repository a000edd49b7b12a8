using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using RenderStudio.Local.Children;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.Instances;

public sealed class FrontDoorTests
{
    [Fact]
    public async Task Requests_go_to_the_instances_in_turn_and_pass_by_a_frozen_one()
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
    public async Task Requests_pass_by_an_instance_that_is_killed_and_return_to_it()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);

        hosts.Pool.Kill(1);
        await AskAsync(hosts, 4);
        await hosts.BecomesReadyAsync(1);
        await AskAsync(hosts, 2);

        Assert.Contains(hosts.Requests(), request => request.Instance == 1);
    }

    [Fact]
    public async Task Requests_pass_by_an_instance_that_does_not_listen()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);
        await hosts.Client.GetAsync("/deaf");

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
    public async Task A_client_that_leaves_while_it_waits_is_never_served()
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

    [Fact]
    public async Task The_instance_sees_the_host_the_target_and_the_headers_of_the_client()
    {
        await using var hosts = await FakeHosts.StartAsync();
        const string Target = "/api/a%20b/x%2Fy/%61+d?t=1&t=2&e=%20z&flag";
        var seen = await SendRawAsync(hosts, Target,
            "Host: app.example.com:8443", "X-Forwarded-For: 9.9.9.9", "Cookie: a=1",
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        Assert.Equal(Target, seen.Url);
        Assert.Equal(["app.example.com:8443"], seen.Of("Host"));
        Assert.Equal(["9.9.9.9"], seen.Of("X-Forwarded-For"));
        Assert.Equal(["a=1"], seen.Of("Cookie"));
        Assert.Equal(["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"], seen.Of("traceparent"));
        Assert.Empty(seen.Of("Content-Length"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?x=1")]
    [InlineData("/admin")]
    [InlineData("/admin/host/status")]
    [InlineData("/ADMIN/functions/Tick")]
    [InlineData("/%61dmin/host/status")]
    [InlineData("/x/../admin/host/status")]
    public async Task What_is_the_hosts_own_is_for_this_machines_own_name(string target)
    {
        await using var hosts = await FakeHosts.StartAsync();

        Assert.StartsWith("HTTP/1.1 404", await AnswerAsync(hosts, target, "Host: app.example.com"));
        Assert.StartsWith("HTTP/1.1 404", await AnswerAsync(hosts, target, "Host: localhost", "X-Forwarded-For: 1.1.1.1"));
        Assert.StartsWith("HTTP/1.1 404", await AnswerAsync(hosts, target, "Host: localhost", "Origin: https://evil.example"));

        Assert.Empty(hosts.Arrivals());
        Assert.Equal(0, hosts.Count("timers.jsonl"));
    }

    [Fact]
    public async Task A_program_on_this_machine_reaches_the_admin_calls_and_the_homepage()
    {
        await using var hosts = await FakeHosts.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await hosts.Client.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await hosts.Client.GetAsync("/admin/host/status")).StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_any_size_arrives_with_its_own_framing(bool chunked)
    {
        const int Size = 110_000_000;
        await using var hosts = await FakeHosts.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload");
        request.Content = new ByteArrayContent(new byte[Size]);
        request.Headers.TransferEncodingChunked = chunked;

        Assert.Equal(HttpStatusCode.OK, (await hosts.Client.SendAsync(request)).StatusCode);

        var seen = Assert.Single(hosts.Requests());
        Assert.Equal(Size, seen.Bytes);
        Assert.Equal(chunked ? [] : [$"{Size}"], seen.Of("Content-Length"));
    }

    [Fact]
    public async Task An_upload_reaches_the_instance_before_it_is_complete()
    {
        await using var hosts = await FakeHosts.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, hosts.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n"));
        await stream.WriteAsync(new byte[100_000]);

        await Eventually.BecomesTrueAsync(() => hosts.Count("first-bytes.jsonl") == 1);

        Assert.Empty(hosts.Requests());
    }

    [Fact]
    public async Task Events_arrive_in_step_and_a_client_that_leaves_is_seen_to_leave()
    {
        await using var hosts = await FakeHosts.StartAsync();
        using (var answer = await hosts.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead))
        {
            await using var stream = await answer.Content.ReadAsStreamAsync();
            Assert.Equal("id: 1\n\n", await ReadAsync(stream, 7));
            await hosts.Client.GetAsync("/next");
            Assert.Equal("id: 2\n\n", await ReadAsync(stream, 7));
            Assert.Equal(0, hosts.Count("aborted.jsonl"));
        }

        await Eventually.BecomesTrueAsync(() => hosts.Count("aborted.jsonl") == 1);
    }

    [Fact]
    public async Task Events_of_an_instance_that_is_killed_break_off()
    {
        await using var hosts = await FakeHosts.StartAsync();
        using var answer = await hosts.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        await ReadAsync(stream, 7);

        hosts.Pool.Kill(1);

        await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(stream, 1));
    }

    [Fact]
    public async Task A_request_on_which_nothing_moves_is_given_up()
    {
        await using var hosts = FakeHosts.Prepare();
        await hosts.OpenAsync(options => options with { ActivityTimeout = TimeSpan.FromMilliseconds(500) });
        await hosts.Pool.StartAsync(default);

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await hosts.Client.GetAsync("/hang")).StatusCode);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_sentence()
    {
        await using var hosts = FakeHosts.Prepare();
        using var other = new TcpListener(IPAddress.Loopback, hosts.Port);
        other.Start();

        var refusal = await Assert.ThrowsAsync<CannotStartException>(() => hosts.OpenAsync());

        Assert.Equal($"Port {hosts.Port} is in use: stop what listens there.", refusal.Message);
    }

    private static async Task AskAsync(FakeHosts hosts, int times)
    {
        for (var i = 0; i < times; i++)
            Assert.Equal(HttpStatusCode.OK, (await hosts.Client.GetAsync("/hello")).StatusCode);
    }

    private static async Task<FakeHosts.Arrival> SendRawAsync(FakeHosts hosts, string target, params string[] headers)
    {
        Assert.StartsWith("HTTP/1.1 200", await AnswerAsync(hosts, target, headers));
        return Assert.Single(hosts.Requests());
    }

    // By hand, since HttpClient rewrites a target.
    private static async Task<string> AnswerAsync(FakeHosts hosts, string target, params string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, hosts.Port);
        var stream = client.GetStream();
        var lines = string.Join("\r\n", [$"GET {target} HTTP/1.1", .. headers, "Connection: close", "", ""]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(lines));
        return await new StreamReader(stream).ReadToEndAsync();
    }

    private static async Task<string> ReadAsync(Stream stream, int count)
    {
        var buffer = new byte[count];
        await stream.ReadExactlyAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        return Encoding.UTF8.GetString(buffer);
    }
}
