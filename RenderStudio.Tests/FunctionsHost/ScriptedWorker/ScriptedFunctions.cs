using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ScriptedWorker;

public static class ScriptedFunctions
{
    [Function("Web")]
    public static async Task<IResult> WebAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "options", Route = "web/{name}/{*rest}")]
        HttpRequest request, FunctionContext context)
    {
        var answer = Script.For(request.Path.Value!);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            answer.Obeys == "invocation" ? default : request.HttpContext.RequestAborted,
            answer.Obeys == "request" ? default : context.CancellationToken);
        try
        {
            var length = answer.Unread ? 0 : await ReadAsync(request, ending.Token);
            CallLog.Add("http", new
            {
                request.Method,
                path = request.Path.Value,
                query = request.QueryString.Value,
                headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
                length,
                route = request.RouteValues.ToDictionary(value => value.Key, value => value.Value?.ToString()),
                metadata = Metadata(context),
                context.InvocationId,
            });
            request.HttpContext.Response.StatusCode = answer.Status;
            if (answer.Stream)
                await StreamAsync(request.HttpContext.Response, ending.Token);
            await ActAsync(answer, ending.Token);
            if (answer.Body.Length > 0)
                await request.HttpContext.Response.WriteAsync(answer.Body, CancellationToken.None);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            CallLog.Add("aborted", new { path = request.Path.Value, error.Message });
            throw;
        }
        return Results.Empty;
    }

    [Function("Work")]
    public static Task WorkAsync(
        [QueueTrigger("%WORK_QUEUE%", Connection = "AzureWebJobsStorage")] byte[] message, FunctionContext context)
    {
        // Before the call is recorded: a test may change the script as soon as the call is recorded.
        var answer = Script.For("queue");
        CallLog.Add("queue", new { message, metadata = Metadata(context), context.InvocationId });
        return ActAndTellAsync("queue", answer, context);
    }

    [Function("Tick")]
    public static Task TickAsync(
        [TimerTrigger("%TICK_SCHEDULE%", UseMonitor = false)] TimerInfo timer, FunctionContext context)
    {
        var answer = Script.For("timer");
        CallLog.Add("timer", new { timer, context.InvocationId });
        return ActAndTellAsync("timer", answer, context);
    }

    private static async Task ActAndTellAsync(string call, Answer answer, FunctionContext context)
    {
        try
        {
            await ActAsync(answer, context.CancellationToken);
            CallLog.Add($"{call} done", new { context.InvocationId });
        }
        catch (OperationCanceledException)
        {
            CallLog.Add($"{call} canceled", new { context.InvocationId });
            throw;
        }
    }

    private static async Task ActAsync(Answer answer, CancellationToken ct)
    {
        if (answer.Wait != 0)
            await Task.Delay(answer.Wait, answer.IgnoresToken ? CancellationToken.None : ct);
        if (answer.Throws is { } reason)
            throw new InvalidOperationException(reason);
        if (answer.Exit is not { } code)
            return;
        await Console.Error.WriteLineAsync($"The script ends this process with code {code}.");
        Environment.Exit(code);
    }

    private static async Task<long> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        var length = 0L;
        while (await request.Body.ReadAsync(buffer, ct) is var read and > 0)
        {
            if (length == 0)
                CallLog.Add("reading", new { path = request.Path.Value });
            length += read;
        }
        return length;
    }

    private static async Task StreamAsync(HttpResponse response, CancellationToken ct)
    {
        response.ContentType = "text/event-stream";
        for (var i = 1; ; i++)
        {
            await response.WriteAsync($"data: {i}\n\n", ct);
            await response.Body.FlushAsync(ct);
            await Task.Delay(50, ct);
        }
    }

    private static Dictionary<string, string?> Metadata(FunctionContext context) =>
        context.BindingContext.BindingData.ToDictionary(data => data.Key, data => data.Value?.ToString());
}
