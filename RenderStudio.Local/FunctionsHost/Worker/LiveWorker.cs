using Google.Protobuf.WellKnownTypes;
using RenderStudio.Local.FunctionsHost.Protocol;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>A worker that has loaded its functions and accepts invocations.</summary>
/// <param name="ended">Canceled when the worker has ended.</param>
internal sealed class LiveWorker(
    WorkerProcess process, WorkerChannel channel, WorkerCapabilities capabilities, CancellationToken ended)
{
    private readonly TaskCompletionSource timedOut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WorkerCapabilities Capabilities => capabilities;

    public CancellationToken Ended => ended;

    /// <summary>
    /// Completes when the host kills the worker because a function did not stop after functionTimeout.
    /// </summary>
    public Task TimedOut => timedOut.Task;

    /// <summary>Whether the host requested the worker to end.</summary>
    public bool Terminating { get; private set; }

    /// <summary>
    /// Runs a function and returns its result. Cancellation requests the function to stop, but its result is still
    /// awaited.
    /// </summary>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancel)
    {
        var id = request.InvocationId;
        var running = channel.SendRequestAsync(new StreamingMessage { RequestId = id, InvocationRequest = request });
        await using var canceling = cancel.Register(() => Cancel(id));
        return (await running).InvocationResponse;
    }

    public void KillForTimeout()
    {
        timedOut.TrySetResult();
        process.Kill();
    }

    /// <summary>Requests the worker to end and kills it when it has not ended within the grace period.</summary>
    public async Task TerminateAsync(TimeSpan grace)
    {
        Terminating = true;
        if (capabilities.TakesTerminate)
        {
            var terminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(grace) };
            channel.Send(new StreamingMessage { WorkerTerminate = terminate });
            await Task.WhenAny(process.Exited, Task.Delay(grace));
        }
        process.Kill();
    }

    private void Cancel(string invocationId)
    {
        if (capabilities.TakesCancel)
            channel.Send(new StreamingMessage { InvocationCancel = new() { InvocationId = invocationId } });
    }
}
