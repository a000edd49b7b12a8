using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RenderStudio.Core.Replicate;

/// <summary>Reads the error text of a rejected request for the log. It is never shown to owners.</summary>
internal static class ErrorDetail
{
    private const int MaxLength = 16_000;

    /// <param name="sent">
    /// The input of the request. A response may repeat it, and prompts and links must not be logged.
    /// </param>
    public static string Read(ReadOnlyMemory<byte> body, JsonObject sent)
    {
        var texts = sent.Descendants().OfType<JsonValue>()
            .Where(value => value.GetValueKind() == JsonValueKind.String).Select(value => value.GetValue<string>());
        return ProviderText.Clean(TextOf(body), texts);
    }

    private static string TextOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var detail = ProviderField.Of(document.RootElement, "detail");
            return detail is { ValueKind: JsonValueKind.Array } list
                ? string.Join("; ", list.EnumerateArray().Take(20).Select(OfField))
                : ProviderField.Message(detail, MaxLength) ?? "no detail";
        }
        catch (JsonException)
        {
            // Replicate's edge servers sometimes respond with HTML. Its start is logged.
            return Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, MaxLength)]);
        }
    }

    /// <summary>The location and message of an error, without the value, which is the owner's data.</summary>
    private static string OfField(JsonElement error)
    {
        var place = ProviderField.Of(error, "loc") is { ValueKind: JsonValueKind.Array } path
            ? string.Join('.', path.EnumerateArray().Take(8).Select(step => ProviderField.Text(step, 100) ?? "?"))
            : "?";
        return $"{place}: {ProviderField.Message(ProviderField.Of(error, "msg"), MaxLength)}";
    }

    private static IEnumerable<JsonNode> Descendants(this JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject parent => parent.Select(field => field.Value),
            JsonArray list => list,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(child => child.Descendants()).Prepend(node);
    }
}
