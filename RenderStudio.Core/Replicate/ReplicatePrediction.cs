using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// A prediction as Replicate represents it in a reply, a list or a webhook, with every field validated. Only id and
/// status are required. Any other field that is missing or invalid reads as unknown.
/// </summary>
public sealed record ReplicatePrediction
{
    /// <summary>Many times the number of pictures of any model's run.</summary>
    private const int MaxOutputs = 100;

    private const int MaxLink = 4096;

    /// <summary>An output of 25 MB in base64.</summary>
    private const int MaxDataLink = 36_000_000;

    private const int MaxError = 16_000;

    public required string Id { get; init; }

    /// <summary>The status as Replicate sent it.</summary>
    public required string StatusText { get; init; }

    /// <summary>Links or data: URLs in order. Upstream, the field is a string, an array or missing.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>One line without links and secrets.</summary>
    public string? Error { get; init; }

    /// <summary>The webhook link, which contains prediction and attempt; null when the response has no link.</summary>
    public string? Webhook { get; init; }

    /// <summary>The seed among the inputs; null when the model has no seed or the inputs were removed.</summary>
    public long? Seed { get; init; }

    /// <summary>The first 100 links among the inputs.</summary>
    public IReadOnlyList<string> InputLinks { get; init; } = [];

    /// <summary>Null when missing or unreadable.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the run ended; null when missing or unreadable.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>
    /// When Replicate deletes the outputs: an hour after the end
    /// (https://replicate.com/docs/topics/predictions/data-retention); null while the end is unknown.
    /// </summary>
    public DateTimeOffset? OutputsExpireAt => CompletedAt?.AddHours(1);

    /// <summary>Whether Replicate has deleted inputs and outputs, which it does an hour after the end.</summary>
    public bool DataRemoved { get; init; }

    public UpstreamStatus Status => UpstreamStatuses.Parse(StatusText);

    /// <summary>
    /// The stored form, which <see cref="Parse(ReadOnlyMemory{byte})"/> can read. It contains no inputs.
    /// </summary>
    public string Json => new JsonObject
    {
        ["id"] = Id,
        ["status"] = StatusText,
        ["output"] = new JsonArray([.. Outputs.Select(output => (JsonNode)output)]),
        ["error"] = Error,
        ["created_at"] = CreatedAt?.ToString("O"),
        ["completed_at"] = CompletedAt?.ToString("O"),
        ["data_removed"] = DataRemoved,
    }.ToJsonString();

    /// <exception cref="JsonException">The text is not JSON, or has no valid id or status.</exception>
    public static ReplicatePrediction Parse(ReadOnlyMemory<byte> json)
    {
        using var document = LenientJson.Parse(json);
        return TryRead(document.RootElement) ?? throw new JsonException("The prediction has no valid id or status.");
    }

    /// <returns>Null when the element has no valid id or status.</returns>
    internal static ReplicatePrediction? TryRead(JsonElement root)
    {
        if (ProviderField.RunId(ProviderField.Of(root, "id")) is not { } id
            || ProviderField.Status(ProviderField.Of(root, "status")) is not { } status)
            return null;
        var input = ProviderField.Of(root, "input");
        return new()
        {
            Id = id,
            StatusText = status,
            Outputs = OutputsOf(ProviderField.Of(root, "output")),
            Error = ErrorOf(ProviderField.Of(root, "error")),
            Webhook = ProviderField.Link(ProviderField.Of(root, "webhook"), MaxLink)?.OriginalString,
            Seed = ProviderField.Seed(ProviderField.Of(input, "seed")),
            InputLinks = InputLinksOf(input),
            CreatedAt = ProviderField.Time(ProviderField.Of(root, "created_at")),
            CompletedAt = ProviderField.Time(ProviderField.Of(root, "completed_at")),
            DataRemoved = ProviderField.Of(root, "data_removed") is { ValueKind: JsonValueKind.True },
        };
    }

    private static IReadOnlyList<string> OutputsOf(JsonElement? output)
    {
        return output switch
        {
            { ValueKind: JsonValueKind.String } one => [One(one)],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Take(MaxOutputs).Select(One)],
            _ => [],
        };

        // An unreadable output is kept as an empty text, so that the outputs after it keep their index.
        static string One(JsonElement element) =>
            ProviderField.Text(element, MaxDataLink) is { } text
            && (text.Length <= MaxLink || text.StartsWith("data:", StringComparison.Ordinal)) ? text : "";
    }

    private static string? ErrorOf(JsonElement? error) => error switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } => Cleaned(ProviderField.Message(error, MaxError)),
        { ValueKind: JsonValueKind.Object or JsonValueKind.Array } other =>
            Cleaned(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(other))),
        _ => null,
    };

    private static string? Cleaned(string? text) => text is null ? null : ProviderText.Clean(text);

    private static IReadOnlyList<string> InputLinksOf(JsonElement? input)
    {
        if (input is not { ValueKind: JsonValueKind.Object } fields)
            return [];
        return [.. fields.EnumerateObject().SelectMany(field => Texts(field.Value))
            .Where(text => text.StartsWith("http", StringComparison.Ordinal)).Take(MaxOutputs)];

        static IEnumerable<string> Texts(JsonElement value) =>
            (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().AsEnumerable() : [value])
            .Select(one => ProviderField.Text(one, MaxLink)).OfType<string>();
    }
}
