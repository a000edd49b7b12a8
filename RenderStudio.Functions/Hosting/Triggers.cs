using System.Text.Json;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Endpoints that only the Functions host calls: <c>POST /{FunctionName}</c> with the trigger's data as JSON. It takes
/// <c>200</c> with a JSON object for success and everything else for failure; an empty body would hang it.
/// </summary>
public static class Triggers
{
    private const int MaxBytes = 1024 * 1024;

    // Below functionTimeout in host.json, at which the host would kill the whole process.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(270);

    public static void MapTrigger(
        this IEndpointRouteBuilder app, string function, Func<HttpContext, CancellationToken, Task> work) =>
        app.MapPost($"/{function}", (RequestDelegate)(context => RunAsync(context, work)));

    /// <summary>
    /// The message of a queue trigger whose binding is called <c>message</c> and says <c>dataType: binary</c>.
    /// </summary>
    public static async Task<ReadOnlyMemory<byte>> ReadMessageAsync(this HttpContext context)
    {
        if ((await context.ReadBodyAsync(MaxBytes)).Failed(out _, out var body))
            throw new InvalidDataException("A queue message is never as large as this.");
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("Data").GetProperty("message").GetBytesFromBase64();
    }

    private static async Task RunAsync(HttpContext context, Func<HttpContext, CancellationToken, Task> work)
    {
        // The host sets this on what it forwards from outside, and on nothing it sends itself.
        if (context.Request.Headers.ContainsKey("X-Forwarded-For"))
        {
            await HttpContract.Nothing.ToResponse().ExecuteAsync(context);
            return;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(Deadline);
        await work(context, deadline.Token);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{}", deadline.Token);
    }
}
