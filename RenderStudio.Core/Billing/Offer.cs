namespace RenderStudio.Core.Billing;

/// <summary>What an owner can buy.</summary>
public sealed record Offer
{
    /// <summary>All plans, from the lowest to the best.</summary>
    public required IReadOnlyList<OfferedPlan> Plans { get; init; }

    /// <summary>Plans first, from the lowest to the best, then packs.</summary>
    public required IReadOnlyList<OfferedPrice> Prices { get; init; }

    /// <summary>Whether the owner has a customer portal.</summary>
    public required bool HasPortal { get; init; }

    /// <summary>Whether the owner has a subscription. Only the portal changes it.</summary>
    public required bool HasSubscription { get; init; }
}

/// <summary>What a plan contains.</summary>
public sealed record OfferedPlan
{
    public required string Id { get; init; }

    public required int CreditsPerMonth { get; init; }

    public required int ConcurrentGenerations { get; init; }

    public required int MaxVariants { get; init; }

    public required string BestQuality { get; init; }

    public required long MaxStoredBytes { get; init; }
}

/// <summary>A price for <c>POST /api/v1/billing/checkout</c>.</summary>
public sealed record OfferedPrice
{
    public required string PriceId { get; init; }

    /// <summary>Null for a pack.</summary>
    public required string? Plan { get; init; }

    /// <summary>The credits of the pack, or of each month of the plan.</summary>
    public required int Credits { get; init; }

    /// <summary>Without the decimal point; null when Stripe computes it at the checkout.</summary>
    public required long? Amount { get; init; }

    /// <summary>How many of the last digits of <see cref="Amount"/> are decimals.</summary>
    public required int AmountDecimals { get; init; }

    public required string Currency { get; init; }

    /// <summary><c>month</c> or <c>year</c>; null for a single payment.</summary>
    public required string? Interval { get; init; }
}
