using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Storage;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Predictions;

public static class PredictionTriggers
{
    public static void MapPredictionTriggers(this IEndpointRouteBuilder app)
    {
        app.MapTrigger("StartPrediction", (context, ct) => WithMessageAsync(
            context, StudioQueues.PredictionStarts, (services, id) =>
                services.GetRequiredService<StartPrediction>().RunAsync(id, ct), ct));
        app.MapTrigger("CompletePrediction", (context, ct) => WithMessageAsync(
            context, StudioQueues.PredictionCompletions, (services, id) => CompleteAsync(services, id, ct), ct));
        app.MapTrigger("StartPredictionPoison", (context, ct) =>
            SettleAsync(context, StudioQueues.PredictionStarts, ct));
        app.MapTrigger("CompletePredictionPoison", (context, ct) =>
            SettleAsync(context, StudioQueues.PredictionCompletions, ct));
    }

    /// <summary>Without a result to store, the message is somebody's wish for news.</summary>
    private static async Task CompleteAsync(IServiceProvider services, Guid id, CancellationToken ct)
    {
        await services.GetRequiredService<CompletePrediction>().RunAsync(id, ct);
        await services.GetRequiredService<CheckPrediction>().RunAsync(id, ct);
    }

    private static async Task WithMessageAsync(
        HttpContext context, string queue, Func<IServiceProvider, Guid, Task> work, CancellationToken ct)
    {
        var body = await context.ReadMessageAsync();
        if (PredictionMessage.TryRead(body) is { } message)
            await work(context.RequestServices, message.PredictionId);
        else
            await context.RequestServices.GetRequiredService<RejectedMessages>()
                .KeepAsync(queue, body, PredictionMessage.WhyRejected(body), ct);
    }

    private static async Task SettleAsync(HttpContext context, string queue, CancellationToken ct) =>
        await context.RequestServices.GetRequiredService<SettlePoisonedMessage>()
            .RunAsync($"{queue}-poison", await context.ReadMessageAsync(), ct);
}
