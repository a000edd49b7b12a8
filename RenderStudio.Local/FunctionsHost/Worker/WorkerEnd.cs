namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>Why a worker ended, which decides whether the host starts it again.</summary>
internal enum WorkerStopReason
{
    /// <summary>The worker exited with code 0 or the host stops: it is not started again.</summary>
    Finished,

    /// <summary>The worker is started again, and no crash is counted.</summary>
    Restart,

    /// <summary>The worker crashed: it is started again unless <see cref="CrashCount"/> is exceeded.</summary>
    Crash,
}

/// <param name="Description">The predicate of a sentence that begins with "The worker".</param>
internal sealed record WorkerEnd(WorkerStopReason Reason, string Description)
{
    private const int RestartExitCode = 200;

    /// <param name="worker">Null for a worker that ended before it was ready.</param>
    public static WorkerEnd Of(LiveWorker? worker, int exitCode) => exitCode switch
    {
        _ when worker is { Terminating: true } => new(WorkerStopReason.Finished, "ended as requested"),
        _ when worker is { TimedOut.IsCompleted: true } =>
            new(WorkerStopReason.Restart, "was killed after functionTimeout"),
        RestartExitCode => new(WorkerStopReason.Restart, "requested a restart (exit code 200)"),
        0 when worker is not null => new(WorkerStopReason.Finished,
            "ended with code 0: the host starts it again only after an invocation exceeds functionTimeout"),
        0 => new(WorkerStopReason.Crash, "ended with code 0 before it was ready"),
        _ => new(WorkerStopReason.Crash, $"ended with code {exitCode}"),
    };
}
