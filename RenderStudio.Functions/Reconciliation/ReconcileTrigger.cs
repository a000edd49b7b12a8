using RenderStudio.Core.Reconciliation;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Reconciliation;

public static class ReconcileTrigger
{
    public static void MapReconciliation(this IEndpointRouteBuilder app) =>
        app.MapTrigger("ReconcilePredictions", (context, ct) =>
            context.RequestServices.GetRequiredService<ReconcilePredictions>().RunOnceAsync(ct));
}
