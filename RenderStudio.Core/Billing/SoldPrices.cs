using Microsoft.Extensions.Logging;
using Stripe;

namespace RenderStudio.Core.Billing;

/// <summary>A price that Stripe sells.</summary>
/// <param name="Amount">In the unit of Stripe; null when Stripe computes it at the checkout.</param>
/// <param name="Interval"><c>month</c> or <c>year</c>; null for a single payment.</param>
public sealed record SoldPrice(string Id, long? Amount, string Currency, string? Interval);

/// <summary>
/// The prices of our table that are active at Stripe: an archived one stays in the table while subscriptions use it,
/// and cannot be bought. They are read again after some minutes, by one request at a time. The last known ones remain
/// when that fails.
/// </summary>
public sealed partial class SoldPrices(
    PriceTable prices, StripeApi stripe, TimeProvider clock, ILogger<SoldPrices> logger)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();

    private volatile Known? known;

    private Task<Result<SoldPrice[]>>? reading;

    public async Task<Result<SoldPrice[]>> ReadAsync(CancellationToken ct) =>
        known is { } recent && clock.GetUtcNow() < recent.Until ? recent.Prices : await Reading().WaitAsync(ct);

    /// <summary>The reading that runs, or a new one. It serves many requests, so none of them cancels it.</summary>
    private Task<Result<SoldPrice[]>> Reading()
    {
        lock (gate)
            return reading = reading is { IsCompleted: false } ? reading : ReadAgainAsync();
    }

    private async Task<Result<SoldPrice[]>> ReadAgainAsync()
    {
        var isFailed = (await stripe.ListPricesAsync(CancellationToken.None)).Failed(out var problem, out var all);
        if (isFailed && known is null)
            return problem!;
        var ours = isFailed ? known!.Prices : OursOf(all!);
        known = new(ours, clock.GetUtcNow() + (isFailed ? RetryAfter : Lifetime));
        return ours;
    }

    // The offer names a month or a year, so a price for another time would be offered wrongly.
    private static bool IsOffered(Price price) =>
        price.Recurring is null or { Interval: "month" or "year", IntervalCount: 1 };

    private SoldPrice[] OursOf(IEnumerable<Price> all)
    {
        var ours = all.Where(price => prices.Find(price.Id) is not null).ToLookup(IsOffered);
        if (ours[false].Any())
            LogOmitted(logger, string.Join(", ", ours[false].Select(price => price.Id)));
        return
        [
            .. ours[true].Select(price =>
                new SoldPrice(price.Id, price.UnitAmount, price.Currency, price.Recurring?.Interval)),
        ];
    }

    private sealed record Known(SoldPrice[] Prices, DateTimeOffset Until);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not offered, because not by one month or one year: {Prices}")]
    private static partial void LogOmitted(ILogger logger, string prices);
}
