using Microsoft.Extensions.Options;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Reconciliation;

public static class ReconciliationTriggers
{
    public static void MapReconciliation(this IEndpointRouteBuilder app)
    {
        app.MapTrigger("ReconcilePredictions", async (context, ct) =>
        {
            await context.RequestServices.GetRequiredService<ReconcilePredictions>().RunOnceAsync(ct);
            // After what ends the runs that an erasure waits for.
            await context.RequestServices.GetRequiredService<EraseOwner>().RunOnceAsync(ct);
            await Sweep(context).RunUrgentAsync(IsDryRun(context), ct);
        });
        app.MapTrigger("SweepStorage", (context, ct) => Sweep(context).RunOnceAsync(IsDryRun(context), ct));
    }

    private static SweepStorage Sweep(HttpContext context) =>
        context.RequestServices.GetRequiredService<SweepStorage>();

    private static bool IsDryRun(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<SweepOptions>>().Value.DryRun;
}
