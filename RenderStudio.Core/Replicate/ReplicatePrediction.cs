using System.Text.Json;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// A prediction as Replicate tells of it, in a reply, a list or a webhook. Only id and status must be there; everything
/// else may be missing, null or of an unexpected type.
/// </summary>
public sealed record ReplicatePrediction
{
    public required string Id { get; init; }

    /// <summary>The word as sent.</summary>
    public required string StatusText { get; init; }

    /// <summary>The whole object as text.</summary>
    public required string Json { get; init; }

    /// <summary>Links or data: URLs in order; a string, an array or nothing upstream.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    public string? Error { get; init; }

    /// <summary>Our own link with prediction and attempt; null where the answer leaves it out.</summary>
    public string? Webhook { get; init; }

    /// <summary>The seed among the inputs; null where the model has none or the inputs were removed.</summary>
    public long? Seed { get; init; }

    /// <summary>Every link among the inputs.</summary>
    public IReadOnlyList<string> InputLinks { get; init; } = [];

    /// <summary>Null when missing or unreadable.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it ended; null when missing or unreadable.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When Replicate deletes what it made: an hour after the end
    /// (https://replicate.com/docs/topics/predictions/data-retention); null while the end is not known.</summary>
    public DateTimeOffset? OutputsExpireAt => CompletedAt?.AddHours(1);

    /// <summary>Inputs and outputs were deleted (an hour after the end).</summary>
    public bool DataRemoved { get; init; }

    public UpstreamStatus Status => UpstreamStatuses.Parse(StatusText);

    /// <exception cref="JsonException">It is not JSON, or lacks an id or a status.</exception>
    public static ReplicatePrediction Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32 });
        return Parse(document.RootElement);
    }

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte})"/>
    public static ReplicatePrediction Parse(JsonElement root)
    {
        try
        {
            return Read(root);
        }
        catch (InvalidOperationException error)
        {
            // A text that is no Unicode, such as half of a surrogate pair.
            throw new JsonException("A prediction's text cannot be read.", error);
        }
    }

    private static ReplicatePrediction Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "id") is not { Length: > 0 and <= 100 } id
            || Text(root, "status") is not { Length: > 0 and <= 100 } status)
            throw new JsonException("A prediction needs an id and a status.");
        return new()
        {
            Id = id,
            StatusText = status,
            Json = root.GetRawText(),
            Outputs = OutputsOf(root),
            Error = ErrorOf(root),
            Webhook = Text(root, "webhook"),
            Seed = SeedOf(root),
            InputLinks = InputLinksOf(root),
            CreatedAt = TimeOf(root, "created_at"),
            CompletedAt = TimeOf(root, "completed_at"),
            DataRemoved = root.TryGetProperty("data_removed", out var removed)
                && removed.ValueKind == JsonValueKind.True,
        };
    }

    /// <summary>When something that is no readable prediction was created; the far future when that is not known.</summary>
    internal static DateTimeOffset CreatedAtOf(JsonElement item)
    {
        try
        {
            return item.ValueKind == JsonValueKind.Object && TimeOf(item, "created_at") is { } time
                ? time
                : DateTimeOffset.MaxValue;
        }
        catch (InvalidOperationException)
        {
            return DateTimeOffset.MaxValue;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IReadOnlyList<string> OutputsOf(JsonElement root)
    {
        if (!root.TryGetProperty("output", out var output))
            return [];
        return output.ValueKind switch
        {
            JsonValueKind.String => [output.GetString()!],
            JsonValueKind.Array => [.. output.EnumerateArray().Select(One)],
            _ => [],
        };

        // What is not a text keeps its place, so that the pictures after it keep their index.
        static string One(JsonElement element) =>
            element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
    }

    private static string? ErrorOf(JsonElement root) =>
        !root.TryGetProperty("error", out var error) ? null : error.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String => error.GetString(),
            _ => error.GetRawText(),
        };

    private static long? SeedOf(JsonElement root) =>
        root.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Object
        && input.TryGetProperty("seed", out var seed) && seed.ValueKind == JsonValueKind.Number
        && seed.TryGetInt64(out var number) ? number : null;

    private static IReadOnlyList<string> InputLinksOf(JsonElement root)
    {
        if (!root.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.Object)
            return [];
        return [.. input.EnumerateObject().SelectMany(field => Texts(field.Value))
            .Where(text => text.StartsWith("http", StringComparison.Ordinal))];

        static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => value.EnumerateArray()
                .Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!),
            _ => [],
        };
    }

    /// <summary>Replicate's times have 0 to 9 fractional digits; .NET reads 7.</summary>
    private static DateTimeOffset? TimeOf(JsonElement root, string name)
    {
        if (Text(root, name) is not { } text)
            return null;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? 0 : text[(point + 1)..].TakeWhile(char.IsAsciiDigit).Count();
        if (digits > 7)
            text = text.Remove(point + 8, digits - 7);
        return DateTimeOffset.TryParse(text, out var time) ? time : null;
    }
}
