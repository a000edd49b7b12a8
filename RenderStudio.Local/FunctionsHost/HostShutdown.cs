namespace RenderStudio.Local.FunctionsHost;

/// <summary>Why the host stops without a request: one sentence and the worker's last lines, oldest first.</summary>
internal sealed record HostFailure(string Reason, IReadOnlyList<string> LastOutput)
{
    /// <summary>Whether the platform starts the host again without counting a crash of the app.</summary>
    public bool Restarts { get; init; }
}

/// <summary>Signals that a running host must stop. Only the first reason is kept.</summary>
internal sealed class HostShutdown
{
    private readonly TaskCompletionSource<HostFailure> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<HostFailure> Failed => failed.Task;

    public void Fail(string reason, IReadOnlyList<string> lastOutput) => failed.TrySetResult(new(reason, lastOutput));

    public void Restart(string reason) => failed.TrySetResult(new(reason, []) { Restarts = true });
}
