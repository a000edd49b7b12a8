namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>What the host does when its worker ended.</summary>
internal enum WorkerVerdict
{
    /// <summary>Exit code 0, or the host stops: it is not started again.</summary>
    LeftAlone,

    /// <summary>Started again, and not counted.</summary>
    Restarted,

    /// <summary>Started again unless it is the third one.</summary>
    Strike,
}

/// <param name="What">The end of the sentence "The worker …".</param>
internal sealed record WorkerEnd(WorkerVerdict Verdict, string What)
{
    private const int AsksForRestart = 200;

    /// <param name="worker">Null for one that ended before it was ready.</param>
    public static WorkerEnd Of(LiveWorker? worker, int exitCode) => exitCode switch
    {
        _ when worker is { Terminating: true } => new(WorkerVerdict.LeftAlone, "ended as asked"),
        _ when worker is { TimedOut.IsCompleted: true } =>
            new(WorkerVerdict.Restarted, "was killed after functionTimeout"),
        AsksForRestart => new(WorkerVerdict.Restarted, "asked for a restart (exit code 200)"),
        0 when worker is not null => new(WorkerVerdict.LeftAlone,
            "ended with code 0: the host starts it again only after an invocation exceeds functionTimeout"),
        0 => new(WorkerVerdict.Strike, "ended with code 0 before it was ready"),
        _ => new(WorkerVerdict.Strike, $"ended with code {exitCode}"),
    };
}
