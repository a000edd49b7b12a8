namespace RenderStudio.Core.Billing;

/// <summary>A price that Stripe sells.</summary>
/// <param name="Amount">In the smallest unit of the currency; null when Stripe computes it at the checkout.</param>
/// <param name="Interval"><c>month</c> or <c>year</c>; null for a single payment.</param>
public sealed record SoldPrice(string Id, long? Amount, string Currency, string? Interval);

/// <summary>
/// The prices of our table that are active at Stripe: an archived one stays in the table while subscriptions use it,
/// and cannot be bought. They are read again after some minutes.
/// </summary>
public sealed class SoldPrices(PriceTable prices, StripeApi stripe, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private volatile Known? known;

    public async Task<Result<SoldPrice[]>> ReadAsync(CancellationToken ct)
    {
        if (known is { } recent && clock.GetUtcNow() - recent.At < Lifetime)
            return recent.Prices;
        if ((await stripe.ListPricesAsync(ct)).Failed(out var problem, out var all))
            return problem;
        SoldPrice[] ours = [.. all.Where(price => prices.Find(price.Id) is not null)];
        known = new(ours, clock.GetUtcNow());
        return ours;
    }

    private sealed record Known(SoldPrice[] Prices, DateTimeOffset At);
}
