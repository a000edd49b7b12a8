using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate.Access;
using RenderStudio.Local.Replicate.Catalogue;
using RenderStudio.Local.Replicate.Predictions;
using RenderStudio.Local.Replicate.Settings;
using RenderStudio.Local.Replicate.Webhooks;

namespace RenderStudio.Local.Replicate;

/// <summary>
/// The control API of the simulator, for tools and tests: settings, an audit of all accepted predictions, and the
/// clock.
/// </summary>
internal static class SimulatorControls
{
    public const string Path = "/_sim";

    private const string Advance = "advanceSeconds";
    private const double MaxAdvanceSeconds = 1e9;

    public static void MapControls(this IEndpointRouteBuilder app)
    {
        app.MapGet("/_sim/settings", (SettingsBook book) => Show(book.Sheet));
        app.MapPut("/_sim/settings", async (HttpRequest request, SettingsBook book) =>
        {
            try
            {
                using var change = await JsonDocument.ParseAsync(request.Body);
                return Show(book.Merge(change.RootElement));
            }
            catch (JsonException)
            {
                return Problems.BadRequest("The settings are not JSON");
            }
            catch (SettingsRefusedException e)
            {
                return Problems.Invalid([new InvalidField(e.Type, e.Field, e.Message)], "Invalid setting");
            }
        });
        app.MapDelete("/_sim/settings", (SettingsBook book) => Show(book.Reset()));
        app.MapGet("/_sim/predictions", (string? prompt, PredictionBook book, SimulatedRunJson json) => Results.Json(
            new JsonObject
            {
                ["items"] = new JsonArray([.. book.Containing(prompt ?? "").Select(run => Audit(run, json))]),
            },
            PlainJson.Options));
        app.MapPost("/_sim/clock", AdvanceClockAsync);
    }

    private static async Task<IResult> AdvanceClockAsync(HttpRequest request, SimulatorClock clock)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            if (body.RootElement is not { ValueKind: JsonValueKind.Object } fields)
                return Problems.BadRequest("The body is not a JSON object");
            if (fields.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => name != Advance) is { } odd)
                return Problems.Invalid([new InvalidField("additional_property_not_allowed", odd, "Is unknown")]);
            if (!fields.TryGetProperty(Advance, out var value) || value.ValueKind != JsonValueKind.Number
                || !value.TryGetDouble(out var seconds) || seconds is not (>= 0 and <= MaxAdvanceSeconds))
                return Problems.Invalid([new InvalidField("range", Advance, "Must be a number of 0 to 1,000,000,000")]);
            clock.Advance(TimeSpan.FromSeconds(seconds));
            return Results.Json(new { now = clock.Now });
        }
        catch (JsonException)
        {
            return Problems.BadRequest("The body is not JSON");
        }
    }

    private static IResult Show(SettingsSheet sheet) => Results.Json(sheet.ToJson(), PlainJson.Options);

    private static JsonObject Audit(SimulatedRun prediction, SimulatedRunJson json)
    {
        var state = prediction.State;
        return new JsonObject
        {
            ["id"] = prediction.Id,
            ["model"] = prediction.Model.FullName,
            ["prompt"] = prediction.Prompt,
            ["status"] = json.StatusOf(prediction, state),
            ["error"] = state.Error,
            ["webhook"] = prediction.Webhook?.OriginalString,
            ["deliveries"] = new JsonArray([.. prediction.Deliveries.All().Select(Describe)]),
            ["oddAnswers"] = new JsonArray([.. prediction.OddAnswers.Select(one => JsonValue.Create(one))]),
            ["canceledAt"] = prediction.CanceledAt,
            ["createdAt"] = prediction.CreatedAt,
        };
    }

    private static JsonNode Describe(DeliveryAttempt attempt) =>
        JsonSerializer.SerializeToNode(attempt, PlainJson.Options)!;
}
