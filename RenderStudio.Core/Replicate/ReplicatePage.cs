using System.Text.Json;

namespace RenderStudio.Core.Replicate;

/// <summary>One page of the account's runs. What cannot be read is left out, so that it hides no other.</summary>
/// <param name="Next">Link of the next, older page; null on the last one.</param>
/// <param name="Unread">When each run that was left out was created; the far future where not even that is known.</param>
public sealed record ReplicatePage(
    IReadOnlyList<ReplicatePrediction> Items, Uri? Next, IReadOnlyList<DateTimeOffset> Unread)
{
    /// <exception cref="JsonException">It is not a page.</exception>
    public static ReplicatePage Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("results", out var results)
            || results.ValueKind != JsonValueKind.Array)
            throw new JsonException("A page needs a list of results.");
        var items = results.EnumerateArray().Select(item => (Run: TryParse(item), Json: item)).ToList();
        return new([.. items.Select(item => item.Run).OfType<ReplicatePrediction>()], NextOf(root),
            [.. items.Where(item => item.Run is null).Select(item => ReplicatePrediction.CreatedAtOf(item.Json))]);
    }

    private static Uri? NextOf(JsonElement root)
    {
        if (!root.TryGetProperty("next", out var link) || link.ValueKind != JsonValueKind.String)
            return null;
        return Uri.TryCreate(link.GetString(), UriKind.Absolute, out var next)
            ? next
            : throw new JsonException("The link of the next page cannot be read.");
    }

    private static ReplicatePrediction? TryParse(JsonElement item)
    {
        try
        {
            return ReplicatePrediction.Parse(item);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
