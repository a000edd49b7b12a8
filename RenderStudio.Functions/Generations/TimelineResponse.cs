using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Timeline;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Limits;

namespace RenderStudio.Functions.Generations;

/// <summary>
/// Returns a timeline as JSON or as server-sent events
/// (https://html.spec.whatwg.org/multipage/server-sent-events.html). The events begin after <c>Last-Event-ID</c> or
/// <c>after</c>, and the stream ends when the generation is finished or the credential of the request is not valid any
/// more.
/// </summary>
public sealed class TimelineResponse(
    GenerationWatch watch, RequestLimits limits, OpenCredential credential, IOptions<GenerationOptions> options,
    TimeProvider clock)
{
    private const string MediaType = "text/event-stream";

    public static async Task<IResult> EventsAsync(
        Guid id, HttpContext context, ListEvents list, TimelineResponse stream, CancellationToken ct)
    {
        var query = QueryFields.Of(context);
        var after = query.Number("after", 0, int.MaxValue) ?? 0;
        if (query.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        if (!PrefersStream(context.Request))
            return await ListAsync(id, context, list, after, ct);
        return await stream.WriteAsync(
            id, int.TryParse(context.Request.Headers["Last-Event-ID"], out var last) ? last : after, context, ct);
    }

    /// <summary>Whether the header Accept contains the type of a stream and does not prefer JSON.</summary>
    private static bool PrefersStream(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return Quality(accepted, MediaType) is > 0 and var quality && quality >= Quality(accepted, "application/json");
    }

    /// <returns>0 for a type that the header does not contain.</returns>
    private static double Quality(IEnumerable<MediaTypeHeaderValue> accepted, string type) => accepted
        .Where(one => one.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
        .Select(one => one.Quality ?? 1).DefaultIfEmpty().Max();

    private static async Task<IResult> ListAsync(
        Guid id, HttpContext context, ListEvents list, int after, CancellationToken ct) =>
        (await list.RunAsync(id, context.Caller(), after, ct)).Failed(out var problem, out var timeline)
            ? problem.ToResponse()
            : ReadableJson.ToResponse(timeline, GenerationJson.Default.EventList);

    private async Task<IResult> WriteAsync(Guid id, int after, HttpContext context, CancellationToken ct)
    {
        var opened = clock.GetTimestamp();
        using var open = limits.TryOpenStream(context.Caller().OwnerId);
        if (open is null)
            return TooMany.ToResponse();
        if ((await watch.JoinAsync(id, context.Caller(), ct)).Failed(out var problem, out var joined))
            return problem.ToResponse();
        using var watcher = joined;
        // 204 makes a browser stop reconnecting.
        if (watcher.Read(after) is { Ended: true, Items: [] })
            return Results.NoContent();
        context.Response.ContentType = MediaType;
        // A proxy that caches, buffers or compresses the stream would delay its events.
        context.Response.Headers.CacheControl = "private, no-cache, no-store, no-transform";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(context.Request.Method))
            return Results.Empty;
        await context.Response.WriteAsync("retry: 1000\n\n", ct);
        await WriteAsync(watcher, after, opened, context, ct);
        return Results.Empty;
    }

    private static Problem TooMany { get; } =
        new(ProblemCode.RateLimited, "Too many event streams of this account are open. Close one first.");

    private async Task WriteAsync(
        GenerationWatcher watcher, int after, long opened, HttpContext context, CancellationToken ct)
    {
        var response = context.Response;
        var (comments, end) = (Seconds(options.Value.StreamCommentSeconds), Seconds(options.Value.StreamSeconds));
        var written = opened;
        while (true)
        {
            var update = watcher.Read(after);
            foreach (var item in update.Items)
                await response.WriteAsync(Text(item), ct);
            if (update.Items is [.., var newest])
                (after, written) = (newest.Seq, clock.GetTimestamp());
            else if (clock.GetElapsedTime(written) >= comments)
            {
                await response.WriteAsync(": keep-alive\n\n", ct);
                written = clock.GetTimestamp();
            }

            await response.Body.FlushAsync(ct);
            if (update.Ended || clock.GetElapsedTime(opened) >= end || !await credential.IsValidAsync(context, ct))
                return;
            TimeSpan[] until =
            [
                comments - clock.GetElapsedTime(written), end - clock.GetElapsedTime(opened), OpenCredential.Interval,
            ];
            await watcher.WaitAsync(until.Min(), ct);
        }
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static string Text(GenerationEvent item) =>
        $"id: {item.Seq}\nevent: {item.Stage}\n"
        + $"data: {JsonSerializer.Serialize(item, ReadableJson.Of(GenerationJson.Default.GenerationEvent))}\n\n";
}
