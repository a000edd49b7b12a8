namespace RenderStudio.Local.FunctionsHost;

/// <summary>The one place where something may end the host. The first reason stays.</summary>
internal sealed class HostEnding
{
    private readonly TaskCompletionSource<HostFailure> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<HostFailure> Failed => failed.Task;

    public void Fail(string reason, IReadOnlyList<string> lastOutput) => failed.TrySetResult(new(reason, lastOutput));
}
