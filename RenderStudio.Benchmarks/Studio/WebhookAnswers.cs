using System.Net.Http.Json;

namespace RenderStudio.Benchmarks.Studio;

/// <summary>How long the app took to answer each delivery, as the simulator measured it.</summary>
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
