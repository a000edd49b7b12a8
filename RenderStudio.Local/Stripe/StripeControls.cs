using RenderStudio.Local.Replicate;

namespace RenderStudio.Local.Stripe;

/// <summary>The control API of the simulator: settings, refunds, disputes, events and the clock.</summary>
internal static class StripeControls
{
    public const string Path = "/_sim";

    public static void MapStripeControls(this IEndpointRouteBuilder app)
    {
        app.MapGet("/_sim/settings", (StripeBook book) => book.Settings);
        app.MapPut("/_sim/settings", (StripeSettings settings, StripeBook book) => book.Settings = settings);
        app.MapGet("/_sim/payments", (StripeBook book) => Results.Json(new { items = book.Payments.Values }));
        app.MapPost("/_sim/refunds", (RefundRequest request, StripeBook book, StripeWork work) =>
            Change(book, request.PaymentIntent, payment => work.Refund(payment, request.Amount)));
        app.MapPost("/_sim/disputes", (DisputeRequest request, StripeBook book, StripeWork work) =>
            request.Status is "lost" or "won"
                ? Change(book, request.PaymentIntent, payment => work.Dispute(payment, request.Status))
                : StripeErrors.Invalid("status must be lost or won"));
        app.MapPost("/_sim/clock", (ClockChange change, StripeWork work, SimulatorClock clock) =>
        {
            if (change.AdvanceSeconds is not >= 0 and <= 1e9)
                return StripeErrors.Invalid("advanceSeconds must be 0 or more");
            work.Advance(TimeSpan.FromSeconds(change.AdvanceSeconds));
            return Results.Json(new { now = clock.Now });
        });
        app.MapGet("/_sim/events", (StripeEvents events) => Results.Json(new { items = events.All }));
        app.MapPost("/_sim/events/send", (StripeEvents events) =>
        {
            events.SendHeld();
            return Results.NoContent();
        });
        app.MapPost("/_sim/events/{id}/resend", (string id, StripeEvents events) =>
        {
            if (events.All.FirstOrDefault(one => one.Id == id) is not { } one)
                return StripeErrors.NotFound();
            events.Send(one);
            return Results.NoContent();
        });
        app.MapPost("/_sim/sign", async (HttpRequest request, StripeEvents events) =>
            Results.Json(new { signature = events.Sign(await new StreamReader(request.Body).ReadToEndAsync()) }));
    }

    private static IResult Change(StripeBook book, string intent, Action<SimulatedPayment> change)
    {
        if (!book.Payments.TryGetValue(intent, out var payment))
            return StripeErrors.NotFound();
        change(payment);
        return Results.NoContent();
    }

    /// <param name="Amount">In cents; null for all.</param>
    private sealed record RefundRequest(string PaymentIntent, long? Amount);

    private sealed record DisputeRequest(string PaymentIntent, string Status);

    private sealed record ClockChange(double AdvanceSeconds);
}
