using Microsoft.AspNetCore.Http.Features;
using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Invocations;
using RenderStudio.Local.FunctionsHost.Worker;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>
/// Serves the requests of HTTP functions: the request is sent to the worker's HTTP server, and at the same time the
/// invocation is sent on its gRPC stream. Every response status counts as a success of the function.
/// </summary>
internal sealed partial class HttpFunctions(FunctionInvoker invoker, WorkerForwarding forwarding, ILogger log)
{
    // A broken connection often means that the worker ended, which the invocation reports shortly afterwards. Waiting
    // for it also lets the next request wait for the next worker.
    private static readonly TimeSpan EndWait = TimeSpan.FromSeconds(1);

    public async Task AnswerAsync(HttpContext context, Function function)
    {
        try
        {
            await InvokeAsync(context, function, await invoker.WorkerAsync(context.RequestAborted));
        }
        catch (InvocationFailedException error)
        {
            LogFailed(log, function.Name, error.Message);
            Fail(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client closed the connection, and the invocation was canceled.
        }
    }

    private async Task InvokeAsync(HttpContext context, Function function, LiveWorker worker)
    {
        var address = worker.Capabilities.HttpUri
            ?? throw new InvocationFailedException("The worker has no HTTP server.");
        RefuseTooLarge(context);
        var request = HttpInvocation.Create(function, context, worker.Capabilities);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, worker.Ended);
        var sending = forwarding.SendAsync(context, address, request.InvocationId, ending.Token);
        var running = invoker.RunAsync(worker, function, request, ending.Token);
        await Task.WhenAny(sending, running);
        // A failed function sends no response or only a part of one.
        if (running.IsFaulted)
            await ending.CancelAsync();
        var error = await sending;
        if (ForwardingFailure.IsClosedByClient(context))
        {
            await ending.CancelAsync();
            return;
        }
        if (error != ForwarderError.None)
        {
            await ending.CancelAsync();
            await running.WaitAsync(EndWait).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        // An error in the request is also the cause of the function's failure.
        if (error == ForwarderError.None || (running.IsFaulted && !ForwardingFailure.IsOfTheRequest(context)))
            await running;
        if (error != ForwarderError.None)
            throw new InvocationFailedException(
                $"The request could not be sent to the worker ({ForwardingFailure.Of(context, error)}).");
    }

    /// <summary>Refuses a body whose announced length exceeds the limit before it is sent to the worker.</summary>
    private static void RefuseTooLarge(HttpContext context)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        if (context.Request.ContentLength > limit)
            throw new InvocationFailedException(
                $"The request's body has {context.Request.ContentLength} bytes; the host takes at most {limit}.");
    }

    private static void Fail(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    [LoggerMessage(LogLevel.Error, "{Function} failed: {Reason}")]
    private static partial void LogFailed(ILogger log, string function, string reason);
}
