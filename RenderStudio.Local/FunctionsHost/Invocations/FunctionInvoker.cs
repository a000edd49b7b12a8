using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Protocol;
using RenderStudio.Local.FunctionsHost.Worker;

namespace RenderStudio.Local.FunctionsHost.Invocations;

/// <summary>Runs functions in the worker, no longer than functionTimeout.</summary>
internal sealed class FunctionInvoker(WorkerSupervisor workers, TimeSpan? limit, TimeProvider time)
{
    /// <summary>How long a function may run on after its token was canceled. The worker is killed then, with
    /// everything else that it does.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static InvocationRequest Request(Function function) => new()
    {
        InvocationId = Guid.NewGuid().ToString(),
        FunctionId = function.Id,
        TraceContext = new RpcTraceContext(),
    };

    /// <summary>Waits for a worker first. Throws <see cref="InvocationFailedException"/> unless the function
    /// succeeds.</summary>
    public async Task RunAsync(Function function, InvocationRequest request, CancellationToken ct) =>
        await RunAsync(await WorkerAsync(ct), function, request, ct);

    /// <summary>Waits through restarts. Throws <see cref="InvocationFailedException"/> when the host stops.</summary>
    public async Task<LiveWorker> WorkerAsync(CancellationToken ct)
    {
        try
        {
            return await workers.ReadyAsync(ct);
        }
        catch (WorkerGoneException gone)
        {
            throw new InvocationFailedException(gone.Message);
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
        catch (WorkerGoneException gone)
        {
            throw new InvocationFailedException(gone.Message);
        }
    }
}
