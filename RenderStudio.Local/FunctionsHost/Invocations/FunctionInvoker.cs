using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Protocol;
using RenderStudio.Local.FunctionsHost.Worker;

namespace RenderStudio.Local.FunctionsHost.Invocations;

/// <summary>Runs functions in the worker, with functionTimeout as their timeout.</summary>
internal sealed class FunctionInvoker(WorkerSupervisor workers, TimeSpan? limit, TimeProvider time)
{
    /// <summary>
    /// How long a function may continue after its token was canceled. After that, the worker is killed, which also ends
    /// all other invocations in it.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static InvocationRequest Request(Function function) => new()
    {
        InvocationId = Guid.NewGuid().ToString(),
        FunctionId = function.Id,
        TraceContext = new RpcTraceContext(),
    };

    /// <summary>Waits for a worker and runs the function.</summary>
    /// <exception cref="InvocationFailedException">The function failed, timed out or could not be run.</exception>
    public async Task RunAsync(Function function, InvocationRequest request, CancellationToken ct) =>
        await RunAsync(await WorkerAsync(ct), function, request, ct);

    /// <summary>Returns the current worker, and waits while a worker restarts.</summary>
    /// <exception cref="InvocationFailedException">The host stops.</exception>
    public async Task<LiveWorker> WorkerAsync(CancellationToken ct)
    {
        try
        {
            return await workers.ReadyAsync(ct);
        }
        catch (WorkerEndedException ended)
        {
            throw new InvocationFailedException(ended.Message);
        }
    }

    public async Task RunAsync(
        LiveWorker worker, Function function, InvocationRequest request, CancellationToken ct)
    {
        if (function.Error is { } error)
            throw new InvocationFailedException(error);
        using var expiry = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, ct);
        var running = InvokeAsync(worker, request, either.Token);
        await running.WaitAsync(expiry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!running.IsCompleted)
            await ExpireAsync(worker, function, running);
        await running;
    }

    private async Task ExpireAsync(LiveWorker worker, Function function, Task running)
    {
        await Task.WhenAny(running, Task.Delay(Grace, time));
        if (!running.IsCompleted)
            worker.KillForTimeout();
        throw new InvocationFailedException($"{function.Name} exceeded functionTimeout ({limit}).");
    }

    private static async Task InvokeAsync(LiveWorker worker, InvocationRequest request, CancellationToken cancel)
    {
        try
        {
            var response = await worker.InvokeAsync(request, cancel);
            if (response.Result is { Status: not StatusResult.Types.Status.Success } failure)
                throw new InvocationFailedException(failure.Exception is { } error
                    ? $"{error.Message} {error.StackTrace}".Trim() : failure.Result);
        }
        catch (WorkerEndedException ended)
        {
            throw new InvocationFailedException(ended.Message);
        }
    }
}
