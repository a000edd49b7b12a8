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
        if ((await context.ReadBodyAsync(MaxBytes)).Failed(out var tooLarge, out var body))
            return tooLarge.ToResponse();
        var (headers, query) = (context.Request.Headers, context.Request.Query);
        if (IsGivenTwice(headers["webhook-id"]) || IsGivenTwice(headers["webhook-timestamp"])
            || IsGivenTwice(headers["webhook-signature"]))
            return new Problem(ProblemCode.InvalidWebhook, "A webhook header is given twice.").ToResponse();

        var received = await receive.RunAsync(
            new(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"],
                query["prediction"], query["attempt"], query["token"], body),
            ct);
        return received.Failed(out var problem, out _)
            ? problem.ToResponse()
            : Results.Content("{}", "application/json");
    }

    // A proxy may have joined the two with a comma and a blank; several signatures in one header stand apart by a
    // blank.
    private static bool IsGivenTwice(Microsoft.Extensions.Primitives.StringValues header) =>
        header.Count > 1 || header.ToString().Contains(", ");
}
