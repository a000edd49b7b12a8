using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>Event streams of a generation, and the check hints of its readers.</summary>
public sealed class EventStreamTests(Services services) : IAsyncLifetime
{
    private const string Generations = "/api/v1/generations";
    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(
        services, ("Generations:TimelinePollSeconds", "0.05"), ("Generations:StreamCommentSeconds", "0.3"),
        ("Generations:CheckHintAfterSeconds", "0.1"), ("Generations:CheckHintIntervalSeconds", "600"));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_stream_sends_past_events_and_keep_alive_comments_and_closes_after_the_last_event()
    {
        using var owner = app.ClientOf("stream");
        var id = await SubmitAsync(owner);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Generations}/{id}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl is { Private: true, NoStore: true, NoTransform: true });
        Assert.Equal(["no"], answer.Headers.GetValues("X-Accel-Buffering"));
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        var before = await ReadUntilAsync(reader, line => line?.StartsWith(':') == true);
        await owner.PostAsync($"{Generations}/{id}/cancel", null);
        var after = await ReadUntilAsync(reader, line => line is null);

        Assert.Contains("id: 1", before);
        Assert.Contains("event: pending", before);
        Assert.Contains("id: 2", after);
        Assert.Contains("event: canceled", after);
    }

    [Fact]
    public async Task A_stream_continues_after_the_last_event_id_of_its_client()
    {
        using var owner = app.ClientOf("stream-again");
        var id = await SubmitAsync(owner);
        await owner.PostAsync($"{Generations}/{id}/cancel", null);

        var rest = await StreamAsync(owner, id, "1");
        var nothing = await StreamAsync(owner, id, "2");

        Assert.Equal(HttpStatusCode.OK, rest.StatusCode);
        Assert.DoesNotContain("id: 1", await rest.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NoContent, nothing.StatusCode);
    }

    [Fact]
    public async Task A_stream_ends_after_its_maximum_duration_and_a_new_stream_continues_it()
    {
        await using var brief = await RunningApp.StartAsync(
            services, ("Generations:StreamSeconds", "1"), ("Generations:TimelinePollSeconds", "0.05"));
        using var owner = brief.ClientOf("stream-life");
        var id = await SubmitAsync(owner);

        using (var first = await EventStream.OpenAsync(owner, id))
            Assert.Equal([1], await first.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30)));

        using var next = await EventStream.OpenAsync(owner, id, lastEvent: 1);
        await owner.PostAsync($"{Generations}/{id}/cancel", null);
        Assert.Equal([2], await next.ReadToEndAsync());
    }

    [Fact]
    public async Task Reads_of_an_unchanged_generation_send_one_check_hint_per_interval()
    {
        using var owner = app.ClientOf("quiet");
        var id = await SubmitAsync(owner);

        await Eventually.BecomesTrueAsync(async () =>
        {
            await owner.GetAsync($"{Generations}/{id}");
            return await CheckedAtAsync(id) is not null;
        });
        var first = await CheckedAtAsync(id);
        for (var i = 0; i < 5; i++)
            await owner.GetAsync($"{Generations}/{id}");

        Assert.Equal(first, await CheckedAtAsync(id));
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("wait")]
    public async Task An_idle_stream_or_wait_sends_a_check_hint(string how)
    {
        using var owner = app.ClientOf($"quiet-{how}");
        using var gone = new CancellationTokenSource();
        if (how == "wait")
            owner.DefaultRequestHeaders.Add("Prefer", "wait=60");
        var submitting = owner.PostAsJsonAsync(Generations, SubmitBody, gone.Token);
        Task<HttpResponseMessage>? streaming = null;
        if (how == "stream")
        {
            using var submitted = await submitting;
            using var request = new HttpRequestMessage(
                HttpMethod.Get, $"{submitted.Headers.Location!.PathAndQuery}/events");
            request.Headers.Accept.ParseAdd("text/event-stream");
            streaming = owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, gone.Token);
        }

        await Eventually.BecomesTrueAsync(() => app.QueryAsync<bool>(
            """
            select coalesce(bool_and(checked_at is not null), false)
            from generations g join owners o on o.id = g.owner_id where o.subject = 'quiet-' || @how
            """, new { how }));

        (streaming is null ? null : await streaming)?.Dispose();
        await gone.CancelAsync();
    }

    private Task<DateTime?> CheckedAtAsync(Guid id) =>
        app.QueryAsync<DateTime?>("select checked_at from generations where id = @id", new { id });

    private static object SubmitBody => new { mode = "imagine", prompt = "a calm study" };

    private static async Task<Guid> SubmitAsync(HttpClient owner)
    {
        using var answer = await owner.PostAsJsonAsync(Generations, SubmitBody);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static Task<HttpResponseMessage> StreamAsync(HttpClient owner, Guid id, string lastEvent)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{Generations}/{id}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", lastEvent);
        return owner.SendAsync(request);
    }

    private static async Task<List<string>> ReadUntilAsync(StreamReader reader, Func<string?, bool> last)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        List<string> lines = [];
        while (true)
        {
            var line = await reader.ReadLineAsync(deadline.Token);
            if (line is not null)
                lines.Add(line);
            if (last(line))
                return lines;
        }
    }
}
