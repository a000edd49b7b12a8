using System.Net;
using System.Net.Sockets;
using System.Text;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Instances;

/// <summary>The front door streams bodies in both directions.</summary>
public sealed class StreamingTests
{
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_rejected_while_it_is_sent_gets_the_answer_of_the_instance(bool chunked)
    {
        await using var hosts = await FakeHosts.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/refuse");
        request.Content = new ByteArrayContent(new byte[50_000_000]);
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await hosts.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("too large", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await hosts.Client.GetAsync("/hello")).StatusCode);
    }

    [Fact]
    public async Task An_upload_reaches_the_instance_before_it_is_complete()
    {
        await using var hosts = await FakeHosts.StartAsync();
        using var client = await BeginUploadAsync(hosts);

        Assert.Empty(hosts.Requests());
    }

    [Fact]
    public async Task An_upload_to_an_instance_that_is_killed_is_answered_before_it_is_complete()
    {
        await using var hosts = await FakeHosts.StartAsync();
        using var client = await BeginUploadAsync(hosts);
        var answering = new StreamReader(client.GetStream()).ReadLineAsync();

        hosts.Pool.Kill(1);

        await Eventually.BecomesTrueAsync(async () =>
        {
            await client.GetStream().WriteAsync(new byte[1000]);
            return answering.IsCompleted;
        });
        Assert.Equal("HTTP/1.1 502 Bad Gateway", await answering);
    }

    [Fact]
    public async Task Events_arrive_as_they_are_sent_and_the_instance_detects_a_disconnect()
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
    public async Task The_event_stream_of_a_killed_instance_is_aborted()
    {
        await using var hosts = await FakeHosts.StartAsync();
        using var answer = await hosts.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        await ReadAsync(stream, 7);

        hosts.Pool.Kill(1);

        await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(stream, 1));
    }

    /// <summary>
    /// Sends a request that declares more bytes than it sends, and returns once the instance has received its
    /// beginning.
    /// </summary>
    private static async Task<TcpClient> BeginUploadAsync(FakeHosts hosts)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, hosts.Port);
        await client.GetStream().WriteAsync(
            "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000000\r\n\r\n"u8.ToArray());
        await client.GetStream().WriteAsync(new byte[100_000]);
        await Eventually.BecomesTrueAsync(() => hosts.Count("first-bytes.jsonl") == 1);
        return client;
    }

    private static async Task<string> ReadAsync(Stream stream, int count)
    {
        var buffer = new byte[count];
        await stream.ReadExactlyAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        return Encoding.UTF8.GetString(buffer);
    }
}
