namespace RenderStudio.Local.Replicate.Access;

internal readonly record struct BucketAnswer(bool Passes, int Remaining, int ResetSeconds);

/// <summary>
/// A token bucket with continuous refill. Each call passes the rate, because it can change during the lifetime of the
/// bucket.
/// </summary>
internal sealed class TokenBucket
{
    private readonly Lock gate = new();
    private double? tokens;
    private DateTimeOffset filledAt;

    public BucketAnswer Take(int perMinute, int burst, DateTimeOffset now)
    {
        lock (gate)
        {
            var refilled = (now - filledAt).TotalMinutes * perMinute;
            var level = Math.Min(burst, tokens is { } before ? before + refilled : burst);
            var passes = level >= 1;
            tokens = passes ? level - 1 : level;
            filledAt = now;
            var reset = Math.Max(1, (int)Math.Ceiling((1 - tokens.Value) * 60 / perMinute));
            return new BucketAnswer(passes, (int)tokens.Value, reset);
        }
    }
}
