using Google.Protobuf.WellKnownTypes;
using RenderStudio.Local.FunctionsHost.Protocol;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>A worker that loaded its functions, as invocations see it.</summary>
/// <param name="gone">Canceled when the worker ended.</param>
internal sealed class LiveWorker(
    WorkerProcess process, WorkerChannel channel, WorkerCapabilities capabilities, CancellationToken gone)
{
    private readonly TaskCompletionSource timedOut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WorkerCapabilities Capabilities => capabilities;

    public CancellationToken Gone => gone;

    /// <summary>Completes when a function did not stop after functionTimeout, for which the host kills the
    /// worker.</summary>
    public Task TimedOut => timedOut.Task;

    /// <summary>Whether the host asked it to end.</summary>
    public bool Terminating { get; private set; }

    /// <summary>Returns the function's result. The token asks the function to stop; the result is awaited all the
    /// same.</summary>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancel)
    {
        var id = request.InvocationId;
        var running = channel.AskAsync(new StreamingMessage { RequestId = id, InvocationRequest = request });
        await using var canceling = cancel.Register(() => Cancel(id));
        return (await running).InvocationResponse;
    }

    public void KillForTimeout()
    {
        timedOut.TrySetResult();
        process.Kill();
    }

    /// <summary>Asks the worker to end and kills it when it does not within the grace period.</summary>
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
