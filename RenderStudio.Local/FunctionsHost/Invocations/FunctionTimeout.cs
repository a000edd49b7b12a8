using RenderStudio.Local.FunctionsHost.Handlers;

namespace RenderStudio.Local.FunctionsHost.Invocations;

/// <summary>functionTimeout: an invocation that outlasts it costs the whole handler, whatever else that was
/// doing.</summary>
internal sealed class FunctionTimeout(TimeSpan? limit, TimeProvider time)
{
    public async Task RunAsync(
        string function, HandlerLife handler, Func<CancellationToken, Task> invoke, CancellationToken ct)
    {
        using var expiry = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, ct);
        try
        {
            await invoke(either.Token);
        }
        catch (OperationCanceledException) when (expiry.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            handler.EndForTimeout();
            throw new InvocationFailedException(
                $"{function} took longer than functionTimeout ({limit}), for which the host kills the handler.");
        }
    }
}
