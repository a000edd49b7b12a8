using System.Diagnostics.Metrics;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Predictions;

/// <summary>Metrics of predictions under the meter <c>RenderStudio</c>.</summary>
public sealed class PredictionMetrics
{
    public const string Meter = "RenderStudio";

    private readonly Counter<int> staleWrites;
    private readonly Counter<int> outputErrors;

    public PredictionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        staleWrites = meter.CreateCounter<int>(
            "render_studio.stale_writes", "{write}", "Writes rejected because the worker had lost its lease");
        outputErrors = meter.CreateCounter<int>(
            "render_studio.output_errors", "{error}", "Outputs that could not be stored, by kind of error");
    }

    /// <param name="write">The rejected write, such as <c>deliver</c>.</param>
    public void StaleWrite(string write) => staleWrites.Add(1, new KeyValuePair<string, object?>("write", write));

    public void OutputError(OutputError error) => outputErrors.Add(1,
        new("kind", error.Kind.ToString().ToLowerInvariant()),
        new("retryable", error.Retryable));
}
