using RenderStudio.Core;
using RenderStudio.Core.Predictions;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Limits;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Predictions;

public static class WebhookFunctions
{
    private const int MaxBytes = 1024 * 1024;

    public static void MapReplicateWebhook(this IEndpointRouteBuilder app) =>
        app.MapPost(ApiRoutes.ReplicateWebhook, ReceiveAsync).Limit(LimitClass.Webhooks)
            .Describe(WebhookDocument.Receive);

    private static async Task<IResult> ReceiveAsync(HttpContext context, ReceiveWebhook receive, CancellationToken ct)
    {
        var (headers, query) = (context.Request.Headers, context.Request.Query);
        var delivery = new WebhookDelivery
        {
            Id = headers["webhook-id"],
            Timestamp = headers["webhook-timestamp"],
            Signature = headers["webhook-signature"],
            PredictionId = Single(query["prediction"]),
            Attempt = Single(query["attempt"]),
            Token = Single(query["token"]),
        };
        if ((Repeated(headers) ?? receive.RefuseUnread(delivery)) is { } rejected)
        {
            // Reads the body to check its size first, but discards it, because its sender is not authenticated.
            return (await context.SkipBodyAsync(MaxBytes) ? rejected : RequestBody.TooLarge).ToResponse();
        }

        if ((await context.ReadBodyAsync(MaxBytes)).Failed(out var unread, out var body))
            return unread.ToResponse();
        var received = await receive.RunAsync(delivery with { Body = body }, ct);
        return received.Failed(out var problem, out _)
            ? context.ReasonToReject(problem).ToResponse()
            : Results.Content("{}", "application/json");
    }

    /// <returns>Null for a parameter that is missing or repeated, so that its token does not match.</returns>
    private static string? Single(Microsoft.Extensions.Primitives.StringValues values) =>
        values.Count == 1 ? values[0] : null;

    private static Problem? Repeated(IHeaderDictionary headers) =>
        IsGivenTwice(headers["webhook-id"]) || IsGivenTwice(headers["webhook-timestamp"])
        || IsGivenTwice(headers["webhook-signature"])
            ? new(ProblemCode.InvalidWebhook, "A webhook header is duplicated.")
            : null;

    // A proxy may have joined duplicates with a comma and a space. Several signatures in one header are separated by a
    // space only.
    private static bool IsGivenTwice(Microsoft.Extensions.Primitives.StringValues header) =>
        header.Count > 1 || header.ToString().Contains(", ");
}
