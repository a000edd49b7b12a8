using RenderStudio.Core;
using RenderStudio.Core.Predictions;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Predictions;

public static class WebhookFunctions
{
    private const int MaxBytes = 1024 * 1024;

    public static void MapReplicateWebhook(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/webhooks/replicate", ReceiveAsync);

    private static async Task<IResult> ReceiveAsync(HttpContext context, ReceiveWebhook receive, CancellationToken ct)
    {
        var (headers, query) = (context.Request.Headers, context.Request.Query);
        var delivery = new WebhookDelivery(
            headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"],
            query["prediction"], query["attempt"], query["token"], Body: default);
        if ((Repeated(headers) ?? receive.RefuseUnread(delivery)) is { } refusal)
        {
            // Read to its end, so that its size is judged first, but not kept: its sender is unknown.
            return (await context.SkipBodyAsync(MaxBytes) ? refusal : RequestBody.TooLarge).ToResponse();
        }

        if ((await context.ReadBodyAsync(MaxBytes)).Failed(out var unread, out var body))
            return unread.ToResponse();
        var received = await receive.RunAsync(delivery with { Body = body }, ct);
        return received.Failed(out var problem, out _)
            ? problem.ToResponse()
            : Results.Content("{}", "application/json");
    }

    private static Problem? Repeated(IHeaderDictionary headers) =>
        IsGivenTwice(headers["webhook-id"]) || IsGivenTwice(headers["webhook-timestamp"])
        || IsGivenTwice(headers["webhook-signature"])
            ? new(ProblemCode.InvalidWebhook, "A webhook header is given twice.")
            : null;

    // A proxy may have joined the two with a comma and a blank; several signatures in one header stand apart by a
    // blank.
    private static bool IsGivenTwice(Microsoft.Extensions.Primitives.StringValues header) =>
        header.Count > 1 || header.ToString().Contains(", ");
}
