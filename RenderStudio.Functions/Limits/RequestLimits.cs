using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using RenderStudio.Core;

namespace RenderStudio.Functions.Limits;

/// <summary>
/// The token buckets of this instance: one per class of requests and address, owner or API key. A bucket that is full
/// again is dropped after some seconds, so that only active clients use memory.
/// </summary>
public sealed class RequestLimits(IOptions<LimitOptions> options) : IDisposable
{
    private const int SecondsPerMinute = 60;

    private readonly PartitionedRateLimiter<Bucket> buckets = PartitionedRateLimiter.Create<Bucket, Bucket>(
        bucket => RateLimitPartition.GetTokenBucketLimiter(bucket, one => Limit(options.Value.Of(one.Kind))));

    private readonly PartitionedRateLimiter<Guid> streams = PartitionedRateLimiter.Create<Guid, Guid>(
        owner => RateLimitPartition.GetConcurrencyLimiter(owner, _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Value.OpenStreams,
        }));

    /// <summary>
    /// Counts a request and tells the client how many remain, in the headers of
    /// <see href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/"/>.
    /// </summary>
    /// <returns>A problem when the bucket is empty.</returns>
    public Problem? Count(Bucket bucket, HttpResponse response)
    {
        using var lease = buckets.AttemptAcquire(bucket);
        var remaining = buckets.GetStatistics(bucket)?.CurrentAvailablePermits ?? 0;
        WriteHeaders(response.Headers, bucket.Kind, remaining);
        return lease.IsAcquired ? null : new(
            ProblemCode.RateLimited, $"Too many requests ({Name(bucket.Kind)}). Repeat the request after some seconds.",
            RetryAfter: Refill(bucket.Kind, tokens: 1));
    }

    /// <summary>
    /// Counts an open event stream or a wait until the result is disposed; null when the owner has too many open ones.
    /// </summary>
    public IDisposable? TryOpenStream(Guid ownerId)
    {
        var lease = streams.AttemptAcquire(ownerId);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        return null;
    }

    public void Dispose()
    {
        buckets.Dispose();
        streams.Dispose();
    }

    // The window of the policy is the time in which an empty bucket is filled; the reset is the time until it is full.
    private void WriteHeaders(IHeaderDictionary headers, LimitClass kind, long remaining)
    {
        var (name, burst) = (Name(kind), options.Value.Of(kind).Burst);
        headers["RateLimit-Policy"] = Text($"\"{name}\";q={burst};w={Seconds(Refill(kind, burst))}");
        headers["RateLimit"] = Text($"\"{name}\";r={remaining};t={Seconds(Refill(kind, burst - remaining))}");
    }

    private TimeSpan Refill(LimitClass kind, long tokens) =>
        TimeSpan.FromSeconds((double)tokens * SecondsPerMinute / options.Value.Of(kind).PerMinute);

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private static string Text(FormattableString header) => header.ToString(CultureInfo.InvariantCulture);

    private static string Name(LimitClass kind) => kind switch
    {
        LimitClass.Addresses => "addresses",
        LimitClass.Webhooks => "webhooks",
        LimitClass.Keys => "keys",
        LimitClass.Reads => "reads",
        LimitClass.Changes => "changes",
        LimitClass.Submits => "submits",
        LimitClass.Preparations => "preparations",
    };

    // The tokens are added continuously, not once per period.
    private static TokenBucketRateLimiterOptions Limit(RateOptions rate) => new()
    {
        TokenLimit = rate.Burst,
        TokensPerPeriod = rate.PerMinute,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1),
    };
}

/// <param name="Who">The address, the owner or the API key.</param>
public readonly record struct Bucket(LimitClass Kind, string Who);
