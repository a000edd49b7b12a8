using System.Text.Json;

namespace RenderStudio.Core.Replicate;

/// <summary>One page of the account's runs. What is no prediction is left out, so that it hides no other.</summary>
/// <param name="Next">Link of the next, older page; null on the last one.</param>
public sealed record ReplicatePage(IReadOnlyList<ReplicatePrediction> Items, Uri? Next)
{
    /// <exception cref="JsonException">It is not a page.</exception>
    public static ReplicatePage Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("results", out var results)
            || results.ValueKind != JsonValueKind.Array)
            throw new JsonException("A page needs a list of results.");
        return new([.. results.EnumerateArray().Select(TryParse).OfType<ReplicatePrediction>()], NextOf(root));
    }

    private static Uri? NextOf(JsonElement root) =>
        root.TryGetProperty("next", out var link) && link.ValueKind == JsonValueKind.String
            ? new Uri(link.GetString()!, UriKind.Absolute)
            : null;

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
