using System.Net;
using System.Text;

namespace RenderStudio.Local.Stripe;

/// <summary>Pages of Stripe that a payer sees: the checkout page with one button, and the customer portal.</summary>
internal static class StripePages
{
    public static void MapStripePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/checkout/{id}", (string id, StripeBook book) => book.Sessions.TryGetValue(id, out var session)
            ? Page("Checkout",
                $"<p>{WebUtility.HtmlEncode(session.Price.Id)}</p>{PayButton(session)}{Back(session.CancelUrl)}")
            : StripeErrors.NotFound());
        app.MapPost("/checkout/{id}/pay", (string id, StripeBook book, StripeWork work) =>
        {
            if (!book.Sessions.TryGetValue(id, out var session))
                return StripeErrors.NotFound();
            return work.Pay(session) ? SeeOther(session.SuccessUrl) : StripeErrors.Invalid("The session is expired");
        });
        app.MapGet("/portal/{customer}", (string customer, StripeBook book, StripeSimulatorOptions options) =>
            Page("Customer portal", string.Concat(book.Subscriptions.Values
                .Where(one => one.Customer == customer && one.Status != "canceled")
                .Select(one => Controls(one, options))) + Back(book.ReturnUrls.GetValueOrDefault(customer, "/done"))));
        app.MapPost("/portal/{customer}/{id}/{action}", (
            string customer, string id, string action, StripeBook book, StripeWork work,
            StripeSimulatorOptions options) =>
        {
            if (!book.Subscriptions.TryGetValue(id, out var subscription) || subscription.Customer != customer)
                return StripeErrors.NotFound();
            if (action == "cancel")
                work.Cancel(subscription, atPeriodEnd: true);
            else if (options.Prices.FirstOrDefault(price => price.Id == action) is { } price)
                work.Change(subscription, price);
            return SeeOther($"/portal/{customer}");
        });
        app.MapGet("/done", () => Page("Done", "<p>You can close this page.</p>"));
    }

    private static string Controls(SimulatedSubscription subscription, StripeSimulatorOptions options)
    {
        var path = $"/portal/{subscription.Customer}/{subscription.Id}";
        var changes = options.Prices.Where(price => price.IsMonthly && price.Id != subscription.Price.Id)
            .Select(price =>
                $"""<form method="post" action="{path}/{price.Id}"><button>Change to {price.Id}</button></form>""");
        return $"""
            <p>{subscription.Price.Id}, {subscription.Status}, until {subscription.Ends:yyyy-MM-dd}</p>
            {string.Concat(changes)}
            <form method="post" action="{path}/cancel"><button>Cancel at the end of the period</button></form>
            """;
    }

    private static string PayButton(SimulatedSession session) => session.Status == "open"
        ? $"""
            <form method="post" action="/checkout/{session.Id}/pay"><button>Pay {Amount(session.Price)}</button></form>
            """
        : $"<p>This checkout is {session.Status}.</p>";

    private static string Back(string address) => $"""<p><a href="{WebUtility.HtmlEncode(address)}">Back</a></p>""";

    private static string Amount(SimulatedPrice price) => $"{price.Amount / 100m:0.00} AUD";

    private static IResult Page(string title, string body) => Results.Text(
        $"<!doctype html><title>{title}</title><h1>{title}</h1>{body}", "text/html", Encoding.UTF8);

    private static Redirection SeeOther(string address) => new Redirection(address);

    /// <summary>303, after which a browser requests the address with GET.</summary>
    private sealed class Redirection(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
