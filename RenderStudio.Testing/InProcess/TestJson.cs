using System.Text.Json;

namespace RenderStudio.Testing.InProcess;

/// <summary>
/// Options with which tests read JSON into records: a missing key is an error, never a false or a zero.
/// </summary>
internal static class TestJson
{
    /// <summary>For data files of tests: an unknown or repeated key and an undeclared null are errors too.</summary>
    public static JsonSerializerOptions Data { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>For responses and for output of child processes, which can contain more than a test reads.</summary>
    public static JsonSerializerOptions Answers { get; } = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };
}
