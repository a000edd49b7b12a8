using System.Diagnostics.Metrics;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Reconciliation;

/// <summary>Metrics of the reconciliation rounds under the meter <c>RenderStudio</c>.</summary>
public sealed class ReconciliationMetrics(IMeterFactory meters)
{
    private readonly Counter<int> repairs = meters.Create(PredictionMetrics.Meter).CreateCounter<int>(
        "render_studio.repairs", "{repair}", "Changes made by the reconciler, by kind");

    public void Count(ReconcileCounts counts)
    {
        foreach (var (repair, number) in counts.Repairs)
            Count(repair.ToString(), number);
        Count(nameof(counts.RunsFound), counts.RunsFound);
        Count(nameof(counts.RunsClosed), counts.RunsClosed);
        Count(nameof(counts.GenerationsClosed), counts.GenerationsClosed);
        Count(nameof(counts.HoldsReleased), counts.HoldsReleased);
        Count("ListingsIncomplete", counts.Listed ? 0 : 1);
    }

    private void Count(string kind, int number)
    {
        if (number > 0)
            repairs.Add(number, new KeyValuePair<string, object?>("kind", kind));
    }
}
