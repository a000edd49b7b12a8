using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>
/// Puts one unexpected value into a response: characters that text must not contain, numbers out of range, other types,
/// or a body that is not an object. All other fields stay correct.
/// </summary>
internal static class OddValues
{
    private const string Place = "\u00a7odd\u00a7";

    private static readonly string[] Texts =
    [
        "\"odd\\u0000text\"", "\"odd\\ud800text\"", "\"..\"", "\"a/../b\"", "\"odd\\r\\nforged line\\u001b[31m\"",
        "\"\"", "7", "-1", "true", "null", "[]", "{}", $"\"{new string('x', 20_000)}\"",
    ];

    private static readonly string[] Times =
    [
        "\"9999-12-31T23:59:59.999999999Z\"", "\"0001-01-01T00:00:00Z\"", "\"yesterday\"", "-1", "1e400", "null", "[]",
    ];

    private static readonly string[] Numbers =
    [
        "-9223372036854775808", "9223372036854775807", "1e400", "-1", "1.5", "\"7\"", "null", "[]",
    ];

    private static readonly (string Field, string[] Values)[] OfPrediction =
    [
        ("id", Texts), ("status", Texts), ("output", [.. Texts, "[null]", "[\"\\u0000\", 7]", "[[\"a\"]]"]),
        ("error", [.. Texts, "{\"detail\": \"\\ud800\"}"]), ("webhook", Texts), ("logs", Texts), ("model", Texts),
        ("created_at", Times), ("started_at", Times), ("completed_at", Times), ("data_removed", Texts),
        ("input", [.. Texts, .. Numbers.Select(number => $"{{\"seed\": {number}}}")]), ("metrics", Numbers),
        ("urls", Texts), ("odd\\ud800name", Texts),
    ];

    private static readonly (string Field, string[] Values)[] OfPage =
    [
        ("next", ["7", "\"no link\"", "\"odd\\u0000\"", "[]"]), ("results", ["null", "7", "{}"]),
    ];

    private static readonly string[] Bodies = ["[]", "7", "null", "\"text\"", "{}", "no json", "{\"id\":"];

    /// <summary>
    /// Serializes a response or delivery, with an odd value at the configured rate; the prediction records it.
    /// </summary>
    /// <param name="call">The call, such as <c>read</c> or <c>webhook completed</c>.</param>
    /// <param name="answer">Ordinal of the response, for the random decision.</param>
    public static byte[] Write(
        JsonNode body, SimulatedRun prediction, SimulatorSettings rules, string call, int answer)
    {
        if (!prediction.Chance.Happens(rules.OddAnswerRate, rules.Seed, $"odd {call} {answer}"))
            return JsonSerializer.SerializeToUtf8Bytes(body, PlainJson.Options);
        var number = prediction.Chance.Number(rules.Seed, $"odd value {call} {answer}");
        var (text, what) = number % 10 == 0
            ? (Bodies[number / 10 % Bodies.Length], "body")
            : With(body, body.AsObject(), OfPrediction, number / 10);
        prediction.OddAnswers.Enqueue($"{call}: {what}");
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>
    /// Serializes a page in which one run or, in one of four cases, the page itself has an odd value; its run records
    /// it.
    /// </summary>
    public static byte[] WritePage(JsonObject page, IReadOnlyList<SimulatedRun> listed, int number)
    {
        if (listed.Count == 0 || number % 4 == 0)
        {
            var (text, what) = With(page, page, OfPage, number / 4);
            foreach (var run in listed.Take(1))
                run.OddAnswers.Enqueue($"list: {what} of the page");
            return Encoding.UTF8.GetBytes(text);
        }

        var item = number / 4 % listed.Count;
        var (odd, field) = With(page, page["results"]![item]!.AsObject(), OfPrediction, number / 4);
        listed[item].OddAnswers.Enqueue($"list: {field}");
        return Encoding.UTF8.GetBytes(odd);
    }

    // The odd value is written as text, because a JSON writer would repair it.
    private static (string Text, string What) With(
        JsonNode whole, JsonObject part, (string Field, string[] Values)[] fields, int number)
    {
        var (field, values) = fields[number % fields.Length];
        var value = values[number / fields.Length % values.Length];
        part.Remove(field);
        part[Place] = Place;
        var text = JsonSerializer.Serialize(whole, PlainJson.Options)
            .Replace($"\"{Place}\":\"{Place}\"", $"\"{field}\":{value}", StringComparison.Ordinal);
        return (text, $"{field} {(value.Length > 60 ? "long" : value)}");
    }
}
