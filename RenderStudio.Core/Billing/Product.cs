using System.Globalization;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Billing;

/// <summary>What a price buys: a plan by subscription, or a pack of credits.</summary>
/// <param name="Plan">Null for a pack.</param>
/// <param name="Credits">0 for a plan.</param>
public sealed record Product(string? Plan, int Credits)
{
    private const int MaxCredits = 1_000_000;

    /// <summary>Reads a value of <see cref="BillingOptions.Prices"/>; null when it is neither plan nor pack.</summary>
    public static Product? Of(string value)
    {
        if (PlansOptions.Ranks.Skip(1).Contains(value))
            return new(value, 0);
        var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var credits);
        return isNumber && credits is >= 1 and <= MaxCredits ? new(null, credits) : null;
    }
}

/// <summary>The products of the configuration, by price.</summary>
public sealed class PriceTable(IOptions<BillingOptions> options)
{
    private readonly Dictionary<string, Product> products = (options.Value.Prices ?? new Dictionary<string, string>())
        .ToDictionary(price => price.Key, price => Product.Of(price.Value)!, StringComparer.Ordinal);

    /// <returns>Null for a price that is not ours.</returns>
    public Product? Find(string? priceId) => priceId is null ? null : products.GetValueOrDefault(priceId);
}
