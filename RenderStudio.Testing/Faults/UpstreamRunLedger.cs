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
/// <param name="counts">Selects the runs of this app where others create runs too; null for all.</param>
public sealed class UpstreamRunLedger(HttpClient simulator, Func<RecordedRun, bool>? counts = null)
{
    public async Task<IReadOnlyList<RecordedRun>> ReadAsync()
    {
        var page = await simulator.GetFromJsonAsync<Page>("_sim/predictions", TestJson.Answers);
        return [.. page!.Items.Where(run => counts is null || counts(run))];
    }

    private sealed record Page(RecordedRun[] Items);
}
