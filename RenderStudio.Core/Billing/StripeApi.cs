using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stripe;

namespace RenderStudio.Core.Billing;

/// <summary>The calls to Stripe's API. Stripe.net repeats a failed call with the same idempotency key.</summary>
public sealed partial class StripeApi(
    IHttpClientFactory http, IOptions<BillingOptions> options, ILogger<StripeApi> logger)
{
    internal const string HttpClientName = "Stripe";

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

    /// <returns>The address of the checkout page.</returns>
    internal Task<Result<string>> CreateCheckoutAsync(
        Checkout checkout, string customerId, bool isPlan, CancellationToken ct) => CallAsync(async () =>
        (await client.Value.V1.Checkout.Sessions.CreateAsync(new()
        {
            Mode = isPlan ? "subscription" : "payment",
            Customer = customerId,
            ClientReferenceId = checkout.Id.ToString(),
            LineItems = [new() { Price = checkout.PriceId, Quantity = 1 }],
            SuccessUrl = options.Value.SuccessUrl,
            CancelUrl = options.Value.ReturnUrl,
        }, new RequestOptions { IdempotencyKey = $"checkout-{checkout.Id}" }, ct)).Url);

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

    private async Task<Result<string>> CallAsync(Func<Task<string>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (failure is StripeException or HttpRequestException)
        {
            LogFailed(logger, (failure as StripeException)?.StripeError?.Code, failure.Message);
            return new Problem(ProblemCode.Unavailable, "The payment service is not available. Retry later.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A call to Stripe failed: {Code} {Reason}")]
    private static partial void LogFailed(ILogger logger, string? code, string reason);
}
