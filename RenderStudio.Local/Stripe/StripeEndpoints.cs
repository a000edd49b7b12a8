using System.Text;
using RenderStudio.Local.Replicate;

namespace RenderStudio.Local.Stripe;

/// <summary>The calls of the API that the product uses.</summary>
internal static class StripeEndpoints
{
    public static void MapStripeApi(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").AddEndpointFilter(async (context, next) =>
        {
            var services = context.HttpContext.RequestServices;
            var key = services.GetRequiredService<StripeSimulatorOptions>().ApiKey;
            if (context.HttpContext.Request.Headers.Authorization != $"Bearer {key}")
                return StripeErrors.BadKey();
            return services.GetRequiredService<StripeBook>().Settings.FailCalls
                ? StripeErrors.Fault()
                : await next(context);
        });
        v1.MapPost("/customers", CreateCustomer);
        v1.MapDelete("/customers/{id}", DeleteCustomer);
        v1.MapPost("/checkout/sessions", CreateSessionAsync);
        v1.MapPost("/billing_portal/sessions", CreatePortalAsync);
    }

    private static IResult CreateCustomer(HttpRequest request, StripeBook book)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        var id = book.CustomersByKey.GetOrAdd(key, _ => book.NewId("cus"));
        book.Customers[id] = true;
        return Results.Json(new { id, @object = "customer" });
    }

    private static IResult DeleteCustomer(string id, StripeBook book, StripeWork work)
    {
        if (!book.Customers.TryRemove(id, out _))
            return StripeErrors.NotFound();
        work.Delete(id);
        return Results.Json(new { id, @object = "customer", deleted = true });
    }

    private static async Task<IResult> CreateSessionAsync(
        HttpRequest request, StripeSimulatorOptions options, StripeBook book, SimulatorAddress address)
    {
        var form = await request.ReadFormAsync();
        var price = options.Prices.FirstOrDefault(one => one.Id == form["line_items[0][price]"]);
        if (price is null || !book.Customers.ContainsKey(form["customer"].ToString()))
            return StripeErrors.NotFound();
        if (form["mode"] != (price.IsMonthly ? "subscription" : "payment"))
            return StripeErrors.Invalid("The mode does not fit the price");
        var session = new SimulatedSession
        {
            Id = book.NewId("cs_test"),
            Customer = form["customer"].ToString(),
            Reference = form["client_reference_id"],
            Price = price,
            SuccessUrl = form["success_url"].ToString(),
        };
        book.Sessions[session.Id] = session;
        var url = $"{address.Origin}/checkout/{session.Id}";
        return Results.Text(StripeJson.Session(session, url).ToJsonString(), "application/json", Encoding.UTF8);
    }

    private static async Task<IResult> CreatePortalAsync(
        HttpRequest request, StripeBook book, SimulatorAddress address)
    {
        var customer = (await request.ReadFormAsync())["customer"].ToString();
        return book.Customers.ContainsKey(customer)
            ? Results.Json(new
            {
                id = book.NewId("bps"),
                @object = "billing_portal.session",
                url = $"{address.Origin}/portal/{customer}",
            })
            : StripeErrors.NotFound();
    }
}
