using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
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
            var settings = services.GetRequiredService<StripeBook>().Settings;
            return settings.FailCalls || (settings.FailLists && HttpMethods.IsGet(context.HttpContext.Request.Method))
                ? StripeErrors.Fault()
                : await next(context);
        });
        v1.MapPost("/customers", CreateCustomer);
        v1.MapDelete("/customers/{id}", DeleteCustomer);
        v1.MapGet("/prices", ListPrices);
        v1.MapPost("/checkout/sessions", CreateSessionAsync);
        v1.MapGet("/checkout/sessions", ListSessions);
        v1.MapPost("/checkout/sessions/{id}/expire", ExpireSession);
        v1.MapGet("/subscriptions", ListSubscriptions);
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

    private static IResult ListPrices(
        [FromQuery(Name = "starting_after")] string? after, StripeSimulatorOptions options, StripeBook book) => List(
        options.Prices
            .SkipWhile(one => after is not null && one.Id != after).Skip(after is null ? 0 : 1)
            .Select(StripeJson.Price), book);

    private static async Task<IResult> CreateSessionAsync(
        HttpRequest request, StripeSimulatorOptions options, StripeBook book, SimulatorAddress address,
        SimulatorClock clock)
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
            CancelUrl = form["cancel_url"].ToString(),
            Created = clock.Now,
        };
        book.Sessions[session.Id] = session;
        var url = $"{address.Origin}/checkout/{session.Id}";
        return Json(StripeJson.Session(session, url));
    }

    // The session that starts the page may have another status by now.
    private static IResult ListSessions(
        string customer, string? status, [FromQuery(Name = "starting_after")] string? after, StripeBook book) => List(
        book.Sessions.Values.Where(one => one.Customer == customer)
            .OrderByDescending(one => one.Created).ThenByDescending(one => one.Id, StringComparer.Ordinal)
            .SkipWhile(one => after is not null && one.Id != after).Skip(after is null ? 0 : 1)
            .Where(one => status is null || one.Status == status)
            .Select(one => StripeJson.Session(one)), book);

    private static IResult ExpireSession(string id, StripeBook book, StripeWork work)
    {
        if (!book.Sessions.TryGetValue(id, out var session))
            return StripeErrors.NotFound();
        return work.Expire(session)
            ? Json(StripeJson.Session(session))
            : StripeErrors.Invalid("Only Checkout Sessions with a status in [\"open\"] can be expired");
    }

    // Like Stripe, lists no ended subscription.
    private static IResult ListSubscriptions(
        string customer, [FromQuery(Name = "starting_after")] string? after, StripeBook book, StripeJson json) => List(
        book.Subscriptions.Values.Where(one => one.Customer == customer)
            .OrderByDescending(one => one.Id, StringComparer.Ordinal)
            .SkipWhile(one => after is not null && one.Id != after).Skip(after is null ? 0 : 1)
            .Where(one => one.Status != "canceled")
            .Select(json.Subscription), book);

    private static IResult List(IEnumerable<JsonObject> items, StripeBook book)
    {
        var found = items.Take(book.Settings.PageSize + 1).ToList();
        return Json(new()
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. found.Take(book.Settings.PageSize)]),
            ["has_more"] = found.Count > book.Settings.PageSize,
            ["url"] = "/v1",
        });
    }

    private static IResult Json(JsonObject body) =>
        Results.Text(body.ToJsonString(), "application/json", Encoding.UTF8);

    private static async Task<IResult> CreatePortalAsync(
        HttpRequest request, StripeBook book, SimulatorAddress address)
    {
        var form = await request.ReadFormAsync();
        var customer = form["customer"].ToString();
        book.ReturnUrls[customer] = form["return_url"].ToString();
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
