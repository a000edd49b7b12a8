using System.Text.Json.Serialization;

namespace RenderStudio.Functions.StudioPage;

/// <summary>What the page needs before its user can sign in.</summary>
public sealed record PageSettings(string SignIn, string? Authority, string? ClientId, string? Scope);

[JsonSerializable(typeof(PageSettings))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class PageSettingsJson : JsonSerializerContext;
