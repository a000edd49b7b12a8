using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RenderStudio.Core.Prompts;

/// <summary>Data files of this folder, which travel inside the assembly.</summary>
internal static class EmbeddedJson
{
    public static T Read<T>(string file, JsonTypeInfo<T> type)
    {
        using var stream = typeof(EmbeddedJson).Assembly
            .GetManifestResourceStream($"{typeof(EmbeddedJson).Namespace}.{file}")!;
        return JsonSerializer.Deserialize(stream, type)!;
    }
}
