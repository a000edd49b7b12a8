using RenderStudio.Core;
using RenderStudio.Core.Billing;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Limits;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Billing;

public static class StripeWebhookFunctions
{
    private const int MaxBytes = 1024 * 1024;

    public static void MapStripeWebhook(this IEndpointRouteBuilder app)
    {
        app.MapPost(ApiRoutes.StripeWebhook, ReceiveAsync).Limit(LimitClass.Webhooks)
            .Describe(StripeWebhookDocument.Receive);
        app.MapPost(ApiRoutes.StripeWebhookBefore, ReceiveAsync).Limit(LimitClass.Webhooks)
            .Describe(StripeWebhookDocument.ReceiveBefore);
    }

    private static async Task<IResult> ReceiveAsync(
        HttpContext context, ReceiveStripeEvent receive, CancellationToken ct)
    {
        var header = context.Request.Headers["Stripe-Signature"];
        // One header joined from two would have a comma followed by a space.
        var refused = header.Count > 1 || header.ToString().Contains(", ") ? Repeated : receive.RefuseUnread(header);
        if (refused is not null)
        {
            // Reads the body to check its size first, but discards it, because its sender is not authenticated.
            return (await context.SkipBodyAsync(MaxBytes) ? refused : RequestBody.TooLarge).ToResponse();
        }

        if ((await context.ReadBodyAsync(MaxBytes)).Failed(out var unread, out var body))
            return unread.ToResponse();
        return (await receive.RunAsync(header, body, ct)).Failed(out var problem, out _)
            ? context.ReasonToReject(problem).ToResponse()
            : Results.Content("{}", "application/json");
    }

    private static Problem Repeated { get; } =
        new(ProblemCode.InvalidWebhook, "The header Stripe-Signature is duplicated.");
}
