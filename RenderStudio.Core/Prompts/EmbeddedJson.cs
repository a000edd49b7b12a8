using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RenderStudio.Core.Prompts;

/// <summary>Reads the data files of this folder, which are embedded in the assembly.</summary>
internal static class EmbeddedJson
{
    public static T Read<T>(string file, JsonTypeInfo<T> type)
    {
        using var stream = typeof(EmbeddedJson).Assembly
            .GetManifestResourceStream($"{typeof(EmbeddedJson).Namespace}.{file}")!;
        return JsonSerializer.Deserialize(stream, type)!;
    }
}
