using System.Text.Json;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Generations;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Generations;

/// <summary>
/// A timeline, as JSON or as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), which
/// begin where <c>Last-Event-ID</c> or <c>after</c> says and close when the generation has ended.
/// </summary>
public sealed class TimelineAnswer(ListEvents events, IOptions<GenerationOptions> options, TimeProvider clock)
{
    private const string MediaType = "text/event-stream";

    public static async Task<IResult> EventsAsync(
        Guid id, HttpContext context, ListEvents list, TimelineAnswer stream, CancellationToken ct)
    {
        var query = new QueryFields(context.Request.Query);
        var after = query.Number("after", 0, int.MaxValue) ?? 0;
        if (query.Errors.ToProblem() is { } unreadable)
            return unreadable.ToResponse();
        if ((await list.RunAsync(id, context.Caller(), after, ct)).Failed(out var problem, out var timeline))
            return problem.ToResponse();
        if (!context.Request.Headers.Accept.ToString().Contains(MediaType, StringComparison.OrdinalIgnoreCase))
            return Results.Json(timeline, GenerationJson.Default.Timeline);
        await stream.WriteAsync(id, int.TryParse(context.Request.Headers["Last-Event-ID"], out var last) ? last : after,
            context.Response, ct);
        return Results.Empty;
    }

    private async Task WriteAsync(Guid id, int after, HttpResponse response, CancellationToken ct)
    {
        var (opened, spoken) = (clock.GetTimestamp(), clock.GetTimestamp());
        var news = await events.NewsAsync(id, after, ct);
        if (news is { Ended: true, Items: [] })
        {
            // Tells a browser that came back to stop coming back.
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        await response.WriteAsync("retry: 1000\n\n", ct);
        while (true)
        {
            foreach (var item in news.Items)
                await response.WriteAsync(Text(item), ct);
            if (news.Items is [.., var newest])
                (after, spoken) = (newest.Seq, clock.GetTimestamp());
            else if (clock.GetElapsedTime(spoken).TotalSeconds >= options.Value.StreamCommentSeconds)
            {
                await response.WriteAsync(": still at it\n\n", ct);
                spoken = clock.GetTimestamp();
            }

            await response.Body.FlushAsync(ct);
            if (news.Ended || clock.GetElapsedTime(opened).TotalSeconds >= options.Value.StreamSeconds)
                return;
            await Task.Delay(TimeSpan.FromSeconds(options.Value.FollowSeconds), clock, ct);
            news = await events.NewsAsync(id, after, ct);
        }
    }

    private static string Text(GenerationEvent item) =>
        $"id: {item.Seq}\nevent: {item.Stage}\n"
        + $"data: {JsonSerializer.Serialize(item, GenerationJson.Default.GenerationEvent)}\n\n";
}
