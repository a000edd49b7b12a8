using System.Text.Json;

namespace RenderStudio.Core.Replicate;

/// <summary>A file as the Files API tells of it.</summary>
internal static class ReplicateFile
{
    /// <summary>Where a model reads it.</summary>
    /// <exception cref="JsonException">There is no such link.</exception>
    public static Uri LinkOf(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var urls = ProviderField.Of(document.RootElement, "urls");
        return ProviderField.Link(ProviderField.Of(urls, "get")) ?? throw new JsonException("A file needs a link.");
    }
}
