using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stripe;
using Stripe.Checkout;

namespace RenderStudio.Core.Billing;

/// <summary>The calls to Stripe's API. Stripe.net repeats a failed call with the same idempotency key.</summary>
public sealed partial class StripeApi(
    IHttpClientFactory http, IOptions<BillingOptions> options, ILogger<StripeApi> logger)
{
    internal const string HttpClientName = "Stripe";

    private const string ForPlans = "subscription";

    private const int PageSize = 100; // the maximum of a list

    private readonly Lazy<StripeClient> client = new(() => new StripeClient(new StripeClientOptions
    {
        ApiKey = options.Value.SecretKey,
        ApiBase = options.Value.DevelopmentApiBase,
        HttpClient = new SystemNetHttpClient(
            http.CreateClient(HttpClientName), maxNetworkRetries: 2, enableTelemetry: false),
    }));

    /// <summary>Creates the customer of an owner. A repeated call returns the same one for a day.</summary>
    public Task<Result<string>> CreateCustomerAsync(Guid ownerId, CancellationToken ct) => CallAsync(async () =>
        (await client.Value.V1.Customers.CreateAsync(
            new CustomerCreateOptions { Metadata = new() { ["ownerId"] = ownerId.ToString() } },
            new RequestOptions { IdempotencyKey = $"customer-{ownerId}" }, ct)).Id);

    /// <returns>The session, with the address of the checkout page.</returns>
    internal Task<Result<Session>> CreateCheckoutAsync(
        Checkout checkout, string customerId, bool isPlan, CancellationToken ct) => CallAsync(() =>
        client.Value.V1.Checkout.Sessions.CreateAsync(new()
        {
            Mode = isPlan ? ForPlans : "payment",
            Customer = customerId,
            ClientReferenceId = checkout.Id.ToString(),
            LineItems = [new() { Price = checkout.PriceId, Quantity = 1 }],
            SuccessUrl = options.Value.SuccessUrl,
            CancelUrl = options.Value.ReturnUrl,
        }, new RequestOptions { IdempotencyKey = $"checkout-{checkout.Id}" }, ct));

    /// <summary>
    /// Makes a new session for a plan the only one that the customer can pay: expires the older ones, or the new one
    /// when the customer has a subscription. Of two sessions that are created at the same time the newer one remains.
    /// </summary>
    /// <returns>False when the customer has a subscription.</returns>
    internal Task<Result<bool>> KeepOnlyAsync(Session session, string customerId, CancellationToken ct) =>
        CallAsync(async () =>
        {
            foreach (var older in await OlderAsync(session, customerId, ct))
                await ExpireAsync(older, ct);
            if (!await HasSubscriptionAsync(customerId, ct))
                return true;
            await ExpireAsync(session.Id, ct);
            return false;
        });

    /// <summary>All active prices of the account.</summary>
    internal Task<Result<List<Price>>> ListPricesAsync(CancellationToken ct) =>
        CallAsync(async () =>
        {
            List<Price> prices = [];
            await foreach (var one in client.Value.V1.Prices.ListAutoPagingAsync(
                new() { Active = true, Limit = PageSize }, null, ct))
                prices.Add(one);
            return prices;
        });

    /// <returns>The address of the customer portal.</returns>
    public Task<Result<string>> CreatePortalAsync(string customerId, CancellationToken ct) => CallAsync(async () =>
        (await client.Value.V1.BillingPortal.Sessions.CreateAsync(
            new() { Customer = customerId, ReturnUrl = options.Value.ReturnUrl }, null, ct)).Url);

    /// <summary>
    /// Deletes the customer with its personal data and ends its subscriptions at once. Does nothing when it does not
    /// exist.
    /// </summary>
    public async Task DeleteCustomerAsync(string customerId, CancellationToken ct)
    {
        try
        {
            await client.Value.V1.Customers.DeleteAsync(customerId, null, null, ct);
        }
        catch (StripeException missing) when (missing.StripeError?.Code == "resource_missing")
        {
        }
    }

    // Sessions of one second are ordered by their ids, which is the same order for every call.
    private static bool IsOlder(Session one, Session session) => one.Created == session.Created
        ? string.CompareOrdinal(one.Id, session.Id) < 0
        : one.Created < session.Created;

    /// <summary>The open sessions for plans that are older than this one.</summary>
    private async Task<IReadOnlyList<string>> OlderAsync(Session session, string customerId, CancellationToken ct)
    {
        List<string> older = [];
        await foreach (var one in client.Value.V1.Checkout.Sessions.ListAutoPagingAsync(
            new() { Customer = customerId, Status = "open", Limit = PageSize }, null, ct))
        {
            if (one.Mode == ForPlans && IsOlder(one, session))
                older.Add(one.Id);
        }

        return older;
    }

    private async Task ExpireAsync(string sessionId, CancellationToken ct)
    {
        try
        {
            await client.Value.V1.Checkout.Sessions.ExpireAsync(sessionId, null, null, ct);
        }
        catch (StripeException closed) when (closed.HttpStatusCode == HttpStatusCode.BadRequest)
        {
            // The session is no longer open: another call expired it, or it was paid and there is a subscription.
        }
    }

    /// <summary>
    /// Whether Stripe knows a subscription that has begun and not ended. Its event may not have arrived.
    /// </summary>
    private async Task<bool> HasSubscriptionAsync(string customerId, CancellationToken ct)
    {
        await foreach (var one in client.Value.V1.Subscriptions.ListAutoPagingAsync(
            new() { Customer = customerId, Limit = PageSize }, null, ct))
        {
            if (one.Status is not ("canceled" or "incomplete" or "incomplete_expired"))
                return true;
        }

        return false;
    }

    private async Task<Result<T>> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (failure is StripeException or HttpRequestException
            or OperationCanceledException { InnerException: TimeoutException })
        {
            LogFailed(logger, (failure as StripeException)?.StripeError?.Code, failure.Message);
            return new Problem(ProblemCode.Unavailable, "The payment service is not available. Retry later.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A call to Stripe failed: {Code} {Reason}")]
    private static partial void LogFailed(ILogger logger, string? code, string reason);
}
