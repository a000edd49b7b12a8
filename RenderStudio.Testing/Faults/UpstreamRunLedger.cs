using System.Net.Http.Json;
using System.Web;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>One run as the simulator records it.</summary>
public sealed record RecordedRun
{
    public required string Id { get; init; }

    public required string Status { get; init; }

    public Uri? Webhook { get; init; }

    public required RecordedDelivery[] Deliveries { get; init; }

    public required string Prompt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? CanceledAt { get; init; }

    /// <summary>Responses about the run that contained an odd value, such as <c>read: status 7</c>.</summary>
    public required string[] OddAnswers { get; init; }

    public bool Final => Status is "succeeded" or "failed" or "canceled" or "aborted";

    public bool Canceled => Status is "canceled" or "aborted";

    /// <summary>From its webhook address; null when it has none.</summary>
    public Guid? PredictionId => Webhook is not null
        && Guid.TryParse(HttpUtility.ParseQueryString(Webhook.Query)["prediction"], out var id) ? id : null;
}

/// <summary>One attempt at a delivery and the status of its response.</summary>
public sealed record RecordedDelivery(string Event, string WebhookId, int? Status);

/// <summary>The upstream runs that were created, as the simulator records them.</summary>
/// <param name="simulator">The client of the simulator.</param>
/// <param name="prompt">A term in the prompts of the runs, where others create runs too; empty for all runs.</param>
public sealed class UpstreamRunLedger(HttpClient simulator, string prompt = "")
{
    public async Task<IReadOnlyList<RecordedRun>> ReadAsync()
    {
        var page = await simulator.GetFromJsonAsync<Page>($"_sim/predictions?prompt={prompt}", TestJson.Answers);
        return page!.Items;
    }

    private sealed record Page(RecordedRun[] Items);
}
