namespace RenderStudio.Local.FunctionsHost.Queues;

/// <summary>How long an empty queue is left alone: 100 ms at first, then growing by powers of two, give or take a
/// fifth, up to the longest.</summary>
internal sealed class PollDelay(TimeSpan longest, Random random)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private int empty;

    public void Reset() => empty = 0;

    public TimeSpan Next()
    {
        var growth = empty == 0 ? 0 : (0.8 + random.NextDouble() * 0.4) * Math.Pow(2, Math.Min(empty, 30) - 1);
        empty++;
        var delay = Step + growth * Step;
        return delay < longest ? delay : longest;
    }
}
