namespace RenderStudio.Local.FunctionsHost;

/// <summary>Why the host ends by itself: one sentence, and the worker's last lines, oldest first.</summary>
internal sealed record HostFailure(string Reason, IReadOnlyList<string> LastOutput)
{
    /// <summary>The platform starts such a host again, and counts no crash against the app.</summary>
    public bool Restarts { get; init; }
}

/// <summary>The one place that ends a running host. The first reason stays.</summary>
internal sealed class HostEnding
{
    private readonly TaskCompletionSource<HostFailure> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<HostFailure> Failed => failed.Task;

    public void Fail(string reason, IReadOnlyList<string> lastOutput) => failed.TrySetResult(new(reason, lastOutput));

    public void Restart(string reason) => failed.TrySetResult(new(reason, []) { Restarts = true });
}
