using System.Net.Http.Json;
using System.Web;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>One run as Replicate has it in its books.</summary>
public sealed record BoughtRun
{
    public required string Id { get; init; }

    public required string Status { get; init; }

    public Uri? Webhook { get; init; }

    public required BoughtDelivery[] Deliveries { get; init; }

    public required string Prompt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? CanceledAt { get; init; }

    /// <summary>Answers about it that held an odd value, such as <c>read: status 7</c>.</summary>
    public required string[] OddAnswers { get; init; }

    public bool Final => Status is "succeeded" or "failed" or "canceled" or "aborted";

    public bool Canceled => Status is "canceled" or "aborted";

    /// <summary>From the link it calls back; null when it has none.</summary>
    public Guid? PredictionId => Webhook is not null
        && Guid.TryParse(HttpUtility.ParseQueryString(Webhook.Query)["prediction"], out var id) ? id : null;
}

/// <summary>One attempt at a delivery and what it was answered.</summary>
public sealed record BoughtDelivery(string Event, string WebhookId, int? Status);

/// <summary>What was bought, by the seller's account.</summary>
/// <param name="simulator">Whose books they are.</param>
/// <param name="counts">Which runs are the buyer's, where others buy there too; null for all.</param>
public sealed class UpstreamBook(HttpClient simulator, Func<BoughtRun, bool>? counts = null)
{
    public async Task<IReadOnlyList<BoughtRun>> ReadAsync()
    {
        var page = await simulator.GetFromJsonAsync<Page>("_sim/predictions", TestJson.Answers);
        return [.. page!.Items.Where(run => counts is null || counts(run))];
    }

    private sealed record Page(BoughtRun[] Items);
}
