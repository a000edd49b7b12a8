using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>Serializes predictions for responses, lists and webhooks.</summary>
internal sealed class SimulatedRunJson(SimulatorAddress address, SimulatorClock clock, SettingsBook settings)
{
    public JsonObject Describe(SimulatedRun prediction, SimulatedRunState state, bool withWebhook = true)
    {
        var rules = settings.For(prediction.Prompt);
        var removed = IsRemoved(state, rules);
        var json = new JsonObject
        {
            ["id"] = prediction.Id,
            ["model"] = prediction.Model.FullName,
            ["version"] = prediction.Version,
            ["input"] = removed ? new JsonObject() : SortedInput(prediction.Input),
            ["logs"] = removed ? "" : state.Logs,
            ["output"] = removed ? null : Output(prediction, state),
            ["data_removed"] = removed,
            ["error"] = state.Error,
            ["source"] = "api",
            ["status"] = StatusText(state.Status, rules),
            ["created_at"] = Timestamps.Write(prediction.CreatedAt, prediction.Chance.Ordinal),
        };
        AddTimes(json, prediction, state);
        AddRequest(json, prediction, withWebhook);
        json["urls"] = Addresses(prediction.Id);
        json["simulated"] = true;    // clients must ignore unknown keys
        return json;
    }

    /// <summary>The status alone, as <see cref="Describe" /> writes it.</summary>
    public string StatusOf(SimulatedRun prediction, SimulatedRunState state) =>
        StatusText(state.Status, settings.For(prediction.Prompt));

    public bool IsRemoved(SimulatedRunState state, SimulatorSettings rules) =>
        state.CompletedAt is { } end && clock.Now >= end.AddSeconds(rules.OutputTtlSeconds);

    private static void AddTimes(JsonObject json, SimulatedRun prediction, SimulatedRunState state)
    {
        if (state.StartedAt is { } started)
            json["started_at"] = Timestamps.Write(started, prediction.Chance.Ordinal + 1);
        if (state.CompletedAt is not { } completed)
            return;
        json["completed_at"] = Timestamps.Write(completed, prediction.Chance.Ordinal + 2);
        var metrics = new JsonObject { ["total_time"] = Seconds(completed - prediction.CreatedAt) };
        if (state.StartedAt is { } start)
            metrics["predict_time"] = Seconds(completed - start);
        if (state.Output is { } pictures)
            metrics["image_count"] = pictures.Count;
        json["metrics"] = metrics;
    }

    private static void AddRequest(JsonObject json, SimulatedRun prediction, bool withWebhook)
    {
        if (prediction.Deadline is { } deadline)
            json["deadline"] = Timestamps.Write(deadline, 0);
        if (prediction.Deployment is { } deployment)
            json["deployment"] = deployment;
        if (!withWebhook || prediction.Webhook is null)
            return;
        json["webhook"] = prediction.Webhook.OriginalString;
        if (prediction.WebhookEvents is { } events)
            json["webhook_events_filter"] = new JsonArray([.. events.Select(e => JsonValue.Create(e))]);
    }

    private JsonObject Addresses(string id) => new()
    {
        ["cancel"] = $"{address.Origin}/v1/predictions/{id}/cancel",
        ["get"] = $"{address.Origin}/v1/predictions/{id}",
        ["web"] = $"https://replicate.com/p/{id}",
    };

    private static JsonNode? Output(SimulatedRun prediction, SimulatedRunState state) => state.Output switch
    {
        null => null,
        var pictures when prediction.Model.OutputIsList =>
            new JsonArray([.. pictures.Select(p => JsonValue.Create(p))]),
        var pictures => pictures[0],
    };

    private static JsonObject SortedInput(JsonElement input) => new(input.EnumerateObject()
        .OrderBy(p => p.Name, StringComparer.Ordinal)
        .Select(p => KeyValuePair.Create(p.Name, JsonSerializer.SerializeToNode(p.Value))));

    private static string StatusText(SimulatedRunStatus status, SimulatorSettings rules) => status switch
    {
        SimulatedRunStatus.Starting => "starting",
        SimulatedRunStatus.Processing => rules.UnknownStatus ?? "processing",
        SimulatedRunStatus.Succeeded => "succeeded",
        SimulatedRunStatus.Failed => "failed",
        SimulatedRunStatus.Canceled => "canceled",
        SimulatedRunStatus.Aborted => "aborted",
    };

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 6);
}
