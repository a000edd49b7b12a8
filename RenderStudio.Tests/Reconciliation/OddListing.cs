using System.Net;
using RenderStudio.Tests.Replicate;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Inserts malformed items before the runs of each page.</summary>
internal sealed class OddListing(IReadOnlyList<string> items) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var answer = await base.SendAsync(request, ct);
        if (request.Method != HttpMethod.Get || request.RequestUri!.Segments[^1] != "predictions")
            return answer;
        var page = await answer.Content.ReadAsStringAsync(ct);
        var begin = "\"results\":[";
        var rest = page[(page.IndexOf(begin, StringComparison.Ordinal) + begin.Length)..];
        var separator = rest.StartsWith(']') ? "" : ",";
        return ScriptedReplicate.Of(
            HttpStatusCode.OK, page[..^rest.Length] + string.Join(',', items) + separator + rest);
    }
}
