using System.Collections.Concurrent;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Access;

/// <summary>
/// One bucket per account for create calls and one for all other calls. Create calls under an override have a separate
/// bucket.
/// </summary>
internal sealed class RateLimits(SimulatorClock clock)
{
    private const int LowCreditPerMinute = 6;
    private readonly ConcurrentDictionary<(string Account, string Use), TokenBucket> buckets = new();

    /// <summary>Null when the call is allowed.</summary>
    public IResult? RefuseCreate(HttpContext http, string account, string lane, SimulatorSettings settings)
    {
        var perMinute = settings.LowCredit ? LowCreditPerMinute : settings.RateLimitPerMinute;
        var burst = settings.LowCredit ? 1 : settings.RateLimitBurst ?? settings.RateLimitPerMinute;
        return Refuse(http, settings, Bucket(account, "create " + lane).Take(perMinute, burst, clock.Now));
    }

    public IResult? RefuseRead(HttpContext http, string account, SimulatorSettings settings)
    {
        var perMinute = settings.ReadRateLimitPerMinute;
        return Refuse(http, settings with { LowCredit = false },
            Bucket(account, "read").Take(perMinute, perMinute, clock.Now));
    }

    private TokenBucket Bucket(string account, string use) => buckets.GetOrAdd((account, use), _ => new TokenBucket());

    private static IResult? Refuse(HttpContext http, SimulatorSettings settings, BucketAnswer answer)
    {
        http.Response.Headers["ratelimit-remaining"] = answer.Remaining.ToString();
        http.Response.Headers["ratelimit-reset"] = answer.ResetSeconds.ToString();
        if (answer.Passes)
            return null;
        if (settings.RetryAfterHeader)
            http.Response.Headers.RetryAfter = answer.ResetSeconds.ToString();
        return settings.LowCredit
            ? Problems.Throttled(
                "Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute "
                + "with a burst of 1 requests while you have less than $5.0 in credit. "
                + $"Your rate limit resets in ~{answer.ResetSeconds}s.",
                answer.ResetSeconds)
            : Problems.Throttled($"Request was throttled. Your rate limit resets in ~{answer.ResetSeconds}s.", null);
    }
}
