using System.Diagnostics.Metrics;

namespace RenderStudio.Core.Deliveries;

/// <summary>Metrics of outbound webhooks under the meter <c>RenderStudio</c>.</summary>
public sealed class DeliveryMetrics(IMeterFactory meters)
{
    private readonly Counter<int> tries = meters.Create("RenderStudio").CreateCounter<int>(
        "render_studio.delivery_tries", "{try}", "Tries of outbound webhooks, by result");

    public void Tried(DeliveryResponse response) => tries.Add(1, new KeyValuePair<string, object?>(
        "result", response.IsSuccess ? "succeeded" : response.Error ?? "rejected"));
}
