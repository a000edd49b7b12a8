using System.Text.Json;

namespace RenderStudio.Core.Replicate;

/// <summary>Reads a file object of the Files API.</summary>
internal static class ReplicateFile
{
    /// <summary>The link from which a model reads the file.</summary>
    /// <exception cref="JsonException">The object has no such link.</exception>
    public static Uri LinkOf(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var urls = ProviderField.Of(document.RootElement, "urls");
        return ProviderField.Link(ProviderField.Of(urls, "get")) ?? throw new JsonException("The file has no link.");
    }
}
