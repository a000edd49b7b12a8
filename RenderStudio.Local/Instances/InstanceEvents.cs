namespace RenderStudio.Local.Instances;

/// <summary>What instances tell their pool.</summary>
internal sealed class InstanceEvents
{
    private readonly TaskCompletionSource<InstanceFailure> failed = Source<InstanceFailure>();
    private TaskCompletionSource<bool> ready = Source<bool>();

    /// <summary>Completes when an instance ended by itself; the first reason stays.</summary>
    public Task<InstanceFailure> Failed => failed.Task;

    /// <summary>Completes when an instance becomes ready after this was read.</summary>
    public Task NextReady => Volatile.Read(ref ready).Task;

    public void Ready() => Interlocked.Exchange(ref ready, Source<bool>()).SetResult(true);

    /// <returns>False: a failed instance is not started again.</returns>
    public bool Fail(InstanceFailure failure)
    {
        failed.TrySetResult(failure);
        return false;
    }

    private static TaskCompletionSource<T> Source<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
