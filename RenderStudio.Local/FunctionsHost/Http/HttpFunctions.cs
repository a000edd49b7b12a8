using Microsoft.AspNetCore.Http.Features;
using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Invocations;
using RenderStudio.Local.FunctionsHost.Worker;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>Answers the requests of HTTP functions: the request goes to the worker's HTTP server and, beside it, the
/// invocation to its stream. Every status is a success of the function.</summary>
internal sealed partial class HttpFunctions(FunctionInvoker invoker, WorkerForwarding forwarding, ILogger log)
{
    // A broken connection is often the end of the worker, which the invocation tells a moment later. By then the next
    // request waits for the next worker.
    private static readonly TimeSpan Explanation = TimeSpan.FromSeconds(1);

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
            // The client closed the connection, and the worker knows.
        }
    }

    private async Task InvokeAsync(HttpContext context, Function function, LiveWorker worker)
    {
        var address = worker.Capabilities.HttpUri
            ?? throw new InvocationFailedException("The worker has no HTTP server.");
        RefuseTooLarge(context);
        var request = HttpInvocation.Create(function, context, worker.Capabilities);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, worker.Gone);
        var sending = forwarding.SendAsync(context, address, request.InvocationId, ending.Token);
        var running = invoker.RunAsync(worker, function, request, ending.Token);
        await Task.WhenAny(sending, running);
        // A function that failed sends no answer, or only half of one.
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
            await running.WaitAsync(Explanation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        // What is wrong with the request explains the function's failure too.
        if (error == ForwarderError.None || (running.IsFaulted && !ForwardingFailure.IsOfTheRequest(context)))
            await running;
        if (error != ForwarderError.None)
            throw new InvocationFailedException(
                $"The request could not be sent to the worker ({ForwardingFailure.Of(context, error)}).");
    }

    /// <summary>What a client announces need not reach the worker.</summary>
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
