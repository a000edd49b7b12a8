namespace RenderStudio.Core.Billing;

/// <summary>A payment of an owner.</summary>
public sealed record Payment
{
    /// <summary>
    /// The payment intent of a purchase, its checkout session when nothing had to be paid, or the invoice of a plan.
    /// </summary>
    public required string Id { get; init; }

    public required Guid OwnerId { get; init; }

    /// <summary>Refunds and disputes name it; null until it is known.</summary>
    public string? PaymentIntent { get; init; }

    /// <summary>In the smallest unit of the currency.</summary>
    public required long Amount { get; init; }

    /// <summary>The credits that the payment granted. Of a plan that grants them later, 0 until a refund.</summary>
    public required int Credits { get; init; }

    /// <summary>Whether it bought a pack; otherwise a period of a plan.</summary>
    public required bool IsPurchase { get; init; }

    public required DateTime PaidAt { get; init; }

    /// <summary>The period of the credits that a plan granted; null for a pack.</summary>
    public string? Period { get; init; }

    /// <summary>The credits whose money has gone back to the payer.</summary>
    public int Reversed { get; init; }

    /// <summary>Of the reversed credits those that had expired, so that they were not taken back.</summary>
    public int Expired { get; init; }

    /// <summary>
    /// The credits to take back when this amount has gone back to the payer: in proportion, rounded down, and all when
    /// the whole amount has.
    /// </summary>
    public int ReversalOf(long withdrawn) =>
        Amount <= 0 ? 0 : (int)((Int128)Credits * Math.Clamp(withdrawn, 0, Amount) / Amount);

    public bool IsFullyWithdrawn(long withdrawn) => Amount > 0 && withdrawn >= Amount;
}
