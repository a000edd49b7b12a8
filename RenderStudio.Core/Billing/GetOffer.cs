using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Returns the plans, the prices of our table that Stripe sells, and whether the owner bought before. Without billing
/// there are no prices, no portal and no subscription.
/// </summary>
public sealed class GetOffer(
    StudioDatabase database, PriceTable prices, SoldPrices sold, IOptions<PlansOptions> plans,
    IOptions<BillingOptions> options)
{
    public async Task<Result<Offer>> RunAsync(Caller caller, CancellationToken ct)
    {
        if ((await PricesAsync(ct)).Failed(out var problem, out var found))
            return problem;
        await using var connection = await database.OpenAsync(ct);
        return new Offer
        {
            Plans = [.. PlansOptions.Ranks.Select(PlanOf)],
            Prices =
            [
                .. found.Select(PriceOf).OrderBy(price => price.Plan is null)
                    .ThenBy(price => Array.IndexOf(PlansOptions.Ranks, price.Plan))
                    .ThenBy(price => price.Credits).ThenBy(price => price.Amount),
            ],
            HasPortal = options.Value.IsConfigured
                && await CustomerStore.FindAsync(connection, caller.OwnerId) is not null,
            HasSubscription = options.Value.IsConfigured
                && await SubscriptionStore.ExistsAsync(connection, caller.OwnerId),
        };
    }

    private async Task<Result<SoldPrice[]>> PricesAsync(CancellationToken ct) =>
        options.Value.IsConfigured ? await sold.ReadAsync(ct) : Array.Empty<SoldPrice>();

    private OfferedPlan PlanOf(string id)
    {
        var plan = plans.Value.Of(id);
        return new()
        {
            Id = id,
            CreditsPerMonth = plan.CreditsPerMonth,
            ConcurrentGenerations = plan.ConcurrentGenerations,
            MaxVariants = plan.MaxVariants,
            BestQuality = plan.BestQuality,
            MaxStoredBytes = plan.MaxStoredBytes,
        };
    }

    private OfferedPrice PriceOf(SoldPrice price)
    {
        var product = prices.Find(price.Id)!;
        return new()
        {
            PriceId = price.Id,
            Plan = product.Plan,
            Credits = product.Plan is { } plan ? plans.Value.Of(plan).CreditsPerMonth : product.Credits,
            Amount = price.Amount,
            AmountDecimals = StripeCurrency.DecimalsOf(price.Currency),
            Currency = price.Currency,
            Interval = price.Interval,
        };
    }
}
