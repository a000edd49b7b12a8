using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Functions.Limits;

/// <summary>How many requests each instance accepts. Quotas that are exact are counted in PostgreSQL.</summary>
public sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Requests of one client address, counted before they are authenticated.</summary>
    [ValidateObjectMembers]
    public RateOptions Addresses { get; set; } = new() { PerMinute = 6000, Burst = 1000 };

    /// <summary>
    /// Webhook deliveries from one address. Replicate and Stripe send all deliveries from a few addresses.
    /// </summary>
    [ValidateObjectMembers]
    public RateOptions Webhooks { get; set; } = new() { PerMinute = 12000, Burst = 2000 };

    /// <summary>All requests of one API key. They also count as requests of its owner.</summary>
    [ValidateObjectMembers]
    public RateOptions Keys { get; set; } = new() { PerMinute = 2400, Burst = 400 };

    /// <summary>GET and HEAD requests of one owner.</summary>
    [ValidateObjectMembers]
    public RateOptions Reads { get; set; } = new() { PerMinute = 6000, Burst = 1000 };

    /// <summary>Requests of one owner that no other limit names.</summary>
    [ValidateObjectMembers]
    public RateOptions Changes { get; set; } = new() { PerMinute = 1200, Burst = 300 };

    /// <summary>Submits and retries of one owner.</summary>
    [ValidateObjectMembers]
    public RateOptions Submits { get; set; } = new() { PerMinute = 600, Burst = 100 };

    /// <summary>Quotes and presigned uploads of one owner, which prepare submits.</summary>
    [ValidateObjectMembers]
    public RateOptions Preparations { get; set; } = new() { PerMinute = 600, Burst = 100 };

    /// <summary>
    /// Event streams and submits with <c>Prefer: wait</c> of one owner that are open at the same time.
    /// </summary>
    [Range(1, 100_000)]
    public int OpenStreams { get; set; } = 200;

    internal RateOptions Of(LimitClass kind) => kind switch
    {
        LimitClass.Addresses => Addresses,
        LimitClass.Webhooks => Webhooks,
        LimitClass.Keys => Keys,
        LimitClass.Reads => Reads,
        LimitClass.Changes => Changes,
        LimitClass.Submits => Submits,
        LimitClass.Preparations => Preparations,
    };
}

public sealed class RateOptions
{
    /// <summary>Requests per minute in the long run.</summary>
    [Range(1, 10_000_000)]
    public int PerMinute { get; set; }

    /// <summary>Requests that are accepted at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; }
}

/// <summary>A class of requests with a limit of its own.</summary>
public enum LimitClass
{
    Addresses,
    Webhooks,
    Keys,
    Reads,
    Changes,
    Submits,
    Preparations,
}

[OptionsValidator]
public sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;
