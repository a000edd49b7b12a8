using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Creates a checkout session for a price of our table. The customer and the selected price are stored before the
/// session exists, so that its events find them in any order. An owner can pay one session for a plan at a time.
/// </summary>
public sealed class CreateCheckout(
    StudioDatabase database, PriceTable prices, StripeApi stripe, IOptions<BillingOptions> options)
{
    /// <returns>The address of the checkout page.</returns>
    public async Task<Result<string>> RunAsync(string? priceId, Caller caller, CancellationToken ct)
    {
        if (!options.Value.IsConfigured)
            return ReceiveStripeEvent.NotConfigured;
        if (priceId is null)
            return Problem.OfField("priceId", "Is required.");
        if (prices.Find(priceId) is not { } product)
            return Problem.OfField("priceId", "Is not a price of this app.");
        if ((await CustomerAsync(product, caller.OwnerId, ct)).Failed(out var problem, out var customer))
            return problem;
        var checkout = new Checkout(Guid.NewGuid(), caller.OwnerId, priceId, product.Credits);
        await using (var connection = await database.OpenAsync(ct))
            await CheckoutStore.AddAsync(connection, checkout);
        var isPlan = product.Plan is not null;
        if ((await stripe.CreateCheckoutAsync(checkout, customer, isPlan, ct)).Failed(out problem, out var session))
            return problem;
        if (!isPlan)
            return session.Url;
        return (await stripe.KeepOnlyAsync(session, customer, ct)).Failed(out problem, out var isPayable)
            ? problem
            : isPayable ? session.Url : SubscribedAlready;
    }

    private async Task<Result<string>> CustomerAsync(Product product, Guid ownerId, CancellationToken ct)
    {
        await using (var connection = await database.OpenAsync(ct))
        {
            if (product.Plan is not null && await SubscriptionStore.ExistsAsync(connection, ownerId))
                return SubscribedAlready;
            if (await CustomerStore.FindAsync(connection, ownerId) is { } known)
                return known;
        }

        if ((await stripe.CreateCustomerAsync(ownerId, ct)).Failed(out var problem, out var created))
            return problem;
        await using var again = await database.OpenAsync(ct);
        return await CustomerStore.AddAsync(again, ownerId, created);
    }

    private static Problem SubscribedAlready { get; } = new(
        ProblemCode.SubscriptionExists, "You have a subscription. Change its plan in the customer portal.");
}
