using RenderStudio.Core.Reconciliation;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Reconciliation;

public static class ReconciliationTriggers
{
    public static void MapReconciliation(this IEndpointRouteBuilder app)
    {
        app.MapTrigger("ReconcilePredictions", (context, ct) =>
            context.RequestServices.GetRequiredService<ReconcilePredictions>().RunOnceAsync(ct));
        app.MapTrigger("SweepStorage", (context, ct) =>
            context.RequestServices.GetRequiredService<SweepStorage>().RunOnceAsync(dryRun: false, ct));
    }
}
