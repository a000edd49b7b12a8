using Microsoft.Extensions.Logging.Abstractions;

namespace RenderStudio.Local.Stripe;

public sealed record StripeSimulatorOptions
{
    public const string Pack = "price_pack_100", Pro = "price_pro_monthly", Studio = "price_studio_monthly";

    public const string SimulatedKey = "sk_test_simulated";

    /// <summary>0 selects a free port.</summary>
    public int Port { get; init; }

    /// <summary>The only accepted API key.</summary>
    public string ApiKey { get; init; } = SimulatedKey;

    /// <summary>Signs events.</summary>
    public required string WebhookSecret { get; init; }

    /// <summary>Receives the events.</summary>
    public required Uri Webhook { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The prices that can be bought.</summary>
    public IReadOnlyList<SimulatedPrice> Prices { get; init; } =
    [
        new(Pack, 1000, IsMonthly: false), new(Pro, 1900, IsMonthly: true), new(Studio, 9900, IsMonthly: true),
    ];
}

/// <param name="Amount">In cents.</param>
/// <param name="IsMonthly">A subscription by the month; otherwise a single payment.</param>
public sealed record SimulatedPrice(string Id, long Amount, bool IsMonthly)
{
    /// <summary>Only listed: payments are in AUD.</summary>
    public string Currency { get; init; } = "aud";

    /// <summary>Only listed: subscriptions renew every month.</summary>
    public string Interval { get; init; } = "month";

    /// <summary>As <see cref="Interval"/>.</summary>
    public int IntervalCount { get; init; } = 1;
}
