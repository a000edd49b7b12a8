using System.Text.Json;

namespace RenderStudio.Core;

internal static class SnakeCaseText
{
    /// <summary>The name of the value as the database and responses contain it: <c>timed_out</c>.</summary>
    public static string ToSnakeCase<T>(this T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
