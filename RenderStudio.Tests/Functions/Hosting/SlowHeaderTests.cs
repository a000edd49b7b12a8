using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.FunctionsHost;
using RenderStudio.Tests.Instances;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>
/// The app, the Functions host of the local studio and the front door of the studio each end a connection whose headers
/// exceed the timeout, also if bytes arrive steadily.
/// </summary>
public sealed class SlowHeaderTests(Services services)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10), Most = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Slow_headers_end_the_connection_and_other_requests_are_served()
    {
        await using var app = await RunningApp.StartAsync(services);
        using var scripted = new ScriptedApp();
        await using var host = await RunningHost.StartAsync(scripted, await TestQueue.CreateAsync(services));
        await using var hosts = await FakeHosts.StartAsync();
        (string Name, HttpClient Client, string Path)[] servers =
        [
            ("app", app.Http, "/api/health"), ("host", host.Client, "/admin/host/status"),
            ("front door", hosts.Client, "/admin/host/status"),
        ];

        var trickling = servers.Select(server => TrickleAsync(server.Client.BaseAddress!)).ToList();
        foreach (var (name, client, path) in servers)
        {
            using var served = await client.GetAsync(path);
            Assert.True(served.IsSuccessStatusCode, $"{name}: {served.StatusCode}");
        }

        foreach (var (server, (answer, after)) in servers.Zip(await Task.WhenAll(trickling)))
        {
            Assert.True(answer is "" or "HTTP/1.1 408 Request Timeout", $"{server.Name}: {answer}");
            Assert.True(after >= Least, $"{server.Name}: {after}");
        }
    }

    /// <summary>Sends a header one character at a time until the server ends the connection.</summary>
    /// <returns>The first line of the answer, or an empty string without an answer, and the elapsed time.</returns>
    private static async Task<(string Answer, TimeSpan After)> TrickleAsync(Uri server)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port);
        var stream = socket.GetStream();
        var since = Stopwatch.GetTimestamp();
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: studio\r\nX-Slow: "u8.ToArray());
        var answer = ReadAsync(stream);
        using var timer = new PeriodicTimer(Pause);
        while (!answer.IsCompleted && await timer.WaitForNextTickAsync())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Most, $"{server} still waits for headers.");
            try
            {
                await stream.WriteAsync("a"u8.ToArray());
            }
            catch (IOException)
            {
                break;
            }
        }

        return (await answer, Stopwatch.GetElapsedTime(since));
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        try
        {
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            return await reader.ReadLineAsync() ?? "";
        }
        catch (IOException)
        {
            return ""; // reset
        }
    }
}
