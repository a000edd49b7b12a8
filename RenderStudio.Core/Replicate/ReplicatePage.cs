using System.Text.Json;

namespace RenderStudio.Core.Replicate;

/// <param name="Next">Link of the next, older page; null on the last one.</param>
public sealed record ReplicatePage(IReadOnlyList<ReplicatePrediction> Items, Uri? Next)
{
    public static ReplicatePage Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var next = root.TryGetProperty("next", out var link) && link.ValueKind == JsonValueKind.String
            ? new Uri(link.GetString()!)
            : null;
        return new([.. root.GetProperty("results").EnumerateArray().Select(ReplicatePrediction.Parse)], next);
    }
}
