namespace RenderStudio.Local.Replicate.Access;

internal readonly record struct BucketAnswer(bool Passes, int Remaining, int ResetSeconds);

/// <summary>
/// Tokens flow in evenly; the rate is given with each call, for it may change while the bucket stands.
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
            var flowed = (now - filledAt).TotalMinutes * perMinute;
            var level = Math.Min(burst, tokens is { } before ? before + flowed : burst);
            var passes = level >= 1;
            tokens = passes ? level - 1 : level;
            filledAt = now;
            var reset = Math.Max(1, (int)Math.Ceiling((1 - tokens.Value) * 60 / perMinute));
            return new BucketAnswer(passes, (int)tokens.Value, reset);
        }
    }
}
