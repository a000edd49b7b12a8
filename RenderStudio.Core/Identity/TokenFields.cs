using System.Text.Json;

namespace RenderStudio.Core.Identity;

/// <param name="KeyId">Null when missing.</param>
/// <param name="HasExtensions">
/// Whether the header contains <c>crit</c>, which lists extensions that the recipient must support, or <c>b64</c>,
/// which changes the signed bytes (RFC 7797).
/// </param>
internal sealed record TokenHeader(string? Algorithm, string? KeyId, bool HasExtensions)
{
    internal static TokenHeader Of(JsonElement header) => new(
        TokenField.Text(header, "alg"), TokenField.Text(header, "kid"), HasAny(header, "crit", "b64"));

    private static bool HasAny(JsonElement header, string one, string other) =>
        header.TryGetProperty(one, out _) || header.TryGetProperty(other, out _);
}

/// <summary>The claims that the product reads; a missing claim is null or empty.</summary>
/// <param name="Expires">Seconds since 1970-01-01 UTC.</param>
/// <param name="NotBefore">Seconds since 1970-01-01 UTC.</param>
internal sealed record TokenClaims(
    string? Issuer, string? Subject, IReadOnlyList<string> Roles, double? Expires, double? NotBefore)
{
    internal static TokenClaims Of(JsonElement claims, string roleClaim) => new(
        TokenField.Text(claims, "iss"), TokenField.Text(claims, "sub"), TokenField.Texts(claims, roleClaim),
        TokenField.Seconds(claims, "exp"), TokenField.Seconds(claims, "nbf"));
}

/// <summary>
/// Reads single fields of a token's JSON. A field is malformed when it has the wrong type, contains control characters
/// or is a number that is not finite.
/// </summary>
internal static class TokenField
{
    public static JsonElement? Of(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value : null;

    /// <exception cref="FormatException">The field is malformed.</exception>
    /// <exception cref="InvalidOperationException">The text is not valid Unicode.</exception>
    public static string? Text(JsonElement json, string name) => Of(json, name) is { } value ? Text(value) : null;

    /// <summary>A text as a list of one, or the texts of a list; items of other types are ignored.</summary>
    /// <exception cref="FormatException">A text is malformed.</exception>
    /// <exception cref="InvalidOperationException">A text is not valid Unicode.</exception>
    public static IReadOnlyList<string> Texts(JsonElement json, string name) => Of(json, name) switch
    {
        { ValueKind: JsonValueKind.String } one => [Text(one)],
        { ValueKind: JsonValueKind.Array } list =>
            [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(Text)],
        _ => [],
    };

    /// <exception cref="FormatException">The field is malformed.</exception>
    public static double? Seconds(JsonElement json, string name)
    {
        if (Of(json, name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
            && double.IsFinite(seconds) ? seconds : throw new FormatException();
    }

    // PostgreSQL does not store NUL, and identity providers do not issue control characters.
    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !text.Any(char.IsControl)
            ? text
            : throw new FormatException();
}
