using System.Collections.Concurrent;

namespace RenderStudio.Local.Stripe;

internal sealed record SimulatedSession
{
    public required string Id { get; init; }

    public required string Customer { get; init; }

    public required string? Reference { get; init; }

    public required SimulatedPrice Price { get; init; }

    public required string SuccessUrl { get; init; }

    public required string CancelUrl { get; init; }

    public required DateTimeOffset Created { get; init; }

    public bool IsExpired { get; set; }

    public string Status => IsExpired ? "expired" : Payment is null ? "open" : "complete";

    /// <summary>Null until the session is completed.</summary>
    public SimulatedPayment? Payment { get; set; }

    public bool IsPaid { get; set; }
}

internal sealed class SimulatedSubscription
{
    public required string Id { get; init; }

    public required string Customer { get; init; }

    public required SimulatedPrice Price { get; set; }

    /// <summary>A lower price from the next period on; null without a downgrade.</summary>
    public SimulatedPrice? NextPrice { get; set; }

    public required string Status { get; set; }

    public required DateTimeOffset Starts { get; set; }

    public required DateTimeOffset Ends { get; set; }

    public bool EndsWithPeriod { get; set; }
}

internal sealed class SimulatedPayment
{
    public required string Intent { get; init; }

    public required string Charge { get; init; }

    public required string Customer { get; init; }

    public required long Amount { get; init; }

    public long Refunded { get; set; }
}

/// <summary>The objects of the simulator, in memory.</summary>
internal sealed class StripeBook
{
    private int last;

    public ConcurrentDictionary<string, string> CustomersByKey { get; } = new();

    public ConcurrentDictionary<string, bool> Customers { get; } = new();

    public ConcurrentDictionary<string, SimulatedSession> Sessions { get; } = new();

    public ConcurrentDictionary<string, SimulatedSubscription> Subscriptions { get; } = new();

    public ConcurrentDictionary<string, SimulatedPayment> Payments { get; } = new();

    /// <summary>Where the portal of a customer returns to.</summary>
    public ConcurrentDictionary<string, string> ReturnUrls { get; } = new();

    /// <summary>Set by <c>PUT /_sim/settings</c>.</summary>
    public StripeSettings Settings { get; set; } = new();

    /// <summary>Serialises changes of objects.</summary>
    public Lock Changing { get; } = new();

    public string NewId(string prefix) => $"{prefix}_{Interlocked.Increment(ref last):d4}{Guid.NewGuid():n}"[..28];
}

/// <summary>Faults and shapes of the simulator.</summary>
internal sealed record StripeSettings
{
    /// <summary>How often each event is sent.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>Whether events wait for <c>POST /_sim/events/send</c>, which sends them newest first.</summary>
    public bool Hold { get; init; }

    /// <summary>Whether objects have the fields of API version 2024-06-20 instead of 2025-09-30.</summary>
    public bool OldVersion { get; init; }

    /// <summary>Whether payments of renewals fail.</summary>
    public bool FailRenewals { get; init; }

    /// <summary>Whether calls of the API fail with status 500.</summary>
    public bool FailCalls { get; init; }

    /// <summary>Whether lists of objects fail with status 500.</summary>
    public bool FailLists { get; init; }

    /// <summary>Number of objects per page of a list.</summary>
    public int PageSize { get; init; } = 100;
}
