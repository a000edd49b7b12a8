namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>What the host makes of a handler that is gone.</summary>
internal enum HandlerVerdict
{
    /// <summary>Exit code 0: it is not started again, and later invocations fail.</summary>
    LeftAlone,

    /// <summary>Started again, and nothing is held against it.</summary>
    Restarted,

    /// <summary>Started again unless it is the third in a row.</summary>
    Strike,
}

/// <param name="What">The sentence's end: "The function app …".</param>
internal sealed record HandlerEnd(HandlerVerdict Verdict, string What)
{
    private const int AsksForRestart = 200;

    public static HandlerEnd Of(HandlerLife life, int exitCode, bool wasReady) => exitCode switch
    {
        _ when life.TakenAway => new(HandlerVerdict.Restarted, "was taken away"),
        _ when life.TimedOut => new(HandlerVerdict.Restarted, "was killed after functionTimeout"),
        AsksForRestart => new(HandlerVerdict.Restarted, "asked for a restart (exit code 200)"),
        0 when wasReady => new(HandlerVerdict.LeftAlone, "ended with code 0, so the host does not start it again"),
        0 => new(HandlerVerdict.Strike, "ended with code 0 before it answered GET /"),
        _ => new(HandlerVerdict.Strike, $"ended with code {exitCode}"),
    };
}
