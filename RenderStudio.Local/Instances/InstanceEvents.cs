namespace RenderStudio.Local.Instances;

/// <summary>Events that instances report to their pool.</summary>
internal sealed class InstanceEvents
{
    private readonly TaskCompletionSource<InstanceFailure> failed = Source<InstanceFailure>();
    private TaskCompletionSource<bool> ready = Source<bool>();

    /// <summary>Completes when an instance ends without a request. Only the first reason is kept.</summary>
    public Task<InstanceFailure> Failed => failed.Task;

    /// <summary>Completes when an instance becomes ready after this property was read.</summary>
    public Task NextReady => Volatile.Read(ref ready).Task;

    public void Ready() => Interlocked.Exchange(ref ready, Source<bool>()).SetResult(true);

    /// <returns>Always false: a failed instance is not started again.</returns>
    public bool Fail(InstanceFailure failure)
    {
        failed.TrySetResult(failure);
        return false;
    }

    private static TaskCompletionSource<T> Source<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
