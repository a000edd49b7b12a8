using System.Net.Http.Json;

namespace RenderStudio.Benchmarks.Studio;

/// <summary>
/// Reads the response times of the app to webhook deliveries, in milliseconds, as the simulator measured them.
/// </summary>
internal static class WebhookAnswers
{
    public static async Task<IReadOnlyList<double>> ReadAsync(Uri simulator)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = simulator };
        var audit = await client.GetFromJsonAsync<Audit>("/_sim/predictions");
        return [.. audit!.Items.SelectMany(prediction => prediction.Deliveries).Select(delivery => delivery.AnswerMs)];
    }

    private sealed record Audit(Accepted[] Items);

    private sealed record Accepted(Delivery[] Deliveries);

    private sealed record Delivery(double AnswerMs);
}
