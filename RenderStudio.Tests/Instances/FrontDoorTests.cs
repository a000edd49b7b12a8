using System.Net;
using System.Net.Sockets;
using System.Text;
using RenderStudio.Local.Children;

namespace RenderStudio.Tests.Instances;

public sealed class FrontDoorTests
{
    [Fact]
    public async Task The_instance_receives_the_host_the_target_and_the_headers_of_the_client()
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
    public async Task Routes_of_the_host_require_the_name_of_this_machine(string target)
    {
        await using var hosts = await FakeHosts.StartAsync();

        foreach (var headers in (string[][])[
            ["Host: app.example.com"], ["Host: localhost", "X-Forwarded-For: 1.1.1.1"],
            ["Host: localhost", "Origin: https://evil.example.com"]])
            Assert.StartsWith("HTTP/1.1 404", await AnswerAsync(hosts, target, headers));

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

    [Fact]
    public async Task A_request_without_progress_times_out()
    {
        await using var hosts = FakeHosts.Prepare();
        await hosts.OpenAsync(options => options with { ActivityTimeout = TimeSpan.FromMilliseconds(500) });
        await hosts.Pool.StartAsync(default);

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await hosts.Client.GetAsync("/hang")).StatusCode);
    }

    [Fact]
    public async Task A_body_that_stalls_is_answered_408_and_other_requests_are_served()
    {
        await using var hosts = await FakeHosts.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, hosts.Port);
        await client.GetStream().WriteAsync(
            "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc"u8.ToArray());
        var answering = new StreamReader(client.GetStream()).ReadToEndAsync();

        Assert.Equal(HttpStatusCode.OK, (await hosts.Client.GetAsync("/hello")).StatusCode);

        var answer = await answering.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.Contains("\"code\":\"request_timeout\"", answer);
    }

    [Fact]
    public async Task A_port_in_use_is_reported_in_one_sentence()
    {
        await using var hosts = FakeHosts.Prepare();
        using var other = new TcpListener(IPAddress.Loopback, hosts.Port);
        other.Start();

        var refusal = await Assert.ThrowsAsync<CannotStartException>(() => hosts.OpenAsync());

        Assert.Equal($"Port {hosts.Port} is in use: stop the program that uses it.", refusal.Message);
    }

    private static async Task<FakeHosts.Arrival> SendRawAsync(FakeHosts hosts, string target, params string[] headers)
    {
        Assert.StartsWith("HTTP/1.1 200", await AnswerAsync(hosts, target, headers));
        return Assert.Single(hosts.Requests());
    }

    // The request is written manually because HttpClient rewrites a target.
    private static async Task<string> AnswerAsync(FakeHosts hosts, string target, params string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, hosts.Port);
        var stream = client.GetStream();
        var lines = string.Join("\r\n", [$"GET {target} HTTP/1.1", .. headers, "Connection: close", "", ""]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(lines));
        return await new StreamReader(stream).ReadToEndAsync();
    }
}
