using System.Globalization;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>An open stream of server-sent events.</summary>
internal sealed class EventStream : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage answer;
    private readonly StreamReader reader;
    private readonly List<int> seen = [];

    private EventStream(HttpResponseMessage answer, Stream body) =>
        (this.answer, reader) = (answer, new StreamReader(body));

    /// <summary>The number of comments that have arrived.</summary>
    public int Comments { get; private set; }

    public static async Task<EventStream> OpenAsync(HttpClient owner, Guid id, int? lastEvent = null)
    {
        var answer = await SendAsync(owner, id, lastEvent);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new(answer, await answer.Content.ReadAsStreamAsync());
    }

    public static Task<HttpResponseMessage> SendAsync(HttpClient owner, Guid id, int? lastEvent = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/generations/{id}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEvent is not null)
            request.Headers.Add("Last-Event-ID", $"{lastEvent}");
        return owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Reads until the event of this <c>seq</c>.</summary>
    public async Task ReadAsync(int seq)
    {
        while (!seen.Contains(seq))
            Assert.True(await ReadLineAsync(), $"The stream ended before event {seq}.");
    }

    /// <summary>The <c>seq</c> of every event, in order of arrival.</summary>
    public async Task<IReadOnlyList<int>> ReadToEndAsync()
    {
        while (await ReadLineAsync())
        {
        }

        return seen;
    }

    public void Dispose()
    {
        reader.Dispose();
        answer.Dispose();
    }

    private async Task<bool> ReadLineAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        if (await reader.ReadLineAsync(deadline.Token) is not { } line)
            return false;
        if (line.StartsWith("id: ", StringComparison.Ordinal))
            seen.Add(int.Parse(line["id: ".Length..], CultureInfo.InvariantCulture));
        if (line.StartsWith(':'))
            Comments++;
        return true;
    }
}
