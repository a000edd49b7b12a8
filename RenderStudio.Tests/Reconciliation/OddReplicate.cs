using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using RenderStudio.Tests.Replicate;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>A Replicate server whose list and runs a test sets.</summary>
internal sealed class OddReplicate : DelegatingHandler
{
    private readonly ConcurrentQueue<string> asked = new();

    public List<string> Listed { get; } = [];

    public Dictionary<string, string> Runs { get; } = [];

    /// <summary>Requests for pages of the list.</summary>
    public ConcurrentQueue<Uri> Calls { get; } = new();

    /// <summary>The ids of the runs that were read, in order.</summary>
    public IReadOnlyCollection<string> Asked => asked;

    /// <summary>The next link on the page with this number, from 1.</summary>
    public Func<int, string?> Next { get; set; } = _ => null;

    public Func<int, bool> Hangs { get; set; } = _ => false;

    public Func<int, bool> Fails { get; set; } = _ => false;

    public Func<Task> BeforeRun { get; set; } = () => Task.CompletedTask;

    public Func<Task> BeforeList { get; set; } = () => Task.CompletedTask;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var name = request.RequestUri!.Segments[^1];
        if (name != "predictions")
        {
            asked.Enqueue(name);
            await BeforeRun();
            return ScriptedReplicate.Of(HttpStatusCode.OK, Runs[name]);
        }

        Calls.Enqueue(request.RequestUri);
        await BeforeList();
        if (Hangs(Calls.Count))
            await Task.Delay(Timeout.Infinite, ct);
        if (Fails(Calls.Count))
            return ScriptedReplicate.Of(HttpStatusCode.Forbidden, "{}");
        var next = JsonSerializer.Serialize(Next(Calls.Count));
        return ScriptedReplicate.Of(
            HttpStatusCode.OK, $$"""{"next": {{next}}, "results": [{{string.Join(',', Listed)}}]}""");
    }
}
