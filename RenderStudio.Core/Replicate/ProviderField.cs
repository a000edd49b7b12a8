using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// Reads single fields of Replicate's JSON. A field that is missing, of another type, too long or out of range reads as
/// null.
/// </summary>
internal static partial class ProviderField
{
    /// <summary>JSON escapes one character with at most six bytes.</summary>
    private const int LongestEscape = 6;

    /// <summary>The largest integer that every JSON reader represents exactly.</summary>
    private const long MaxNumber = (1L << 53) - 1;

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <remarks>
    /// Names are compared as raw bytes, so that a name that is not valid Unicode does not make other fields unreadable.
    /// </remarks>
    public static JsonElement? Of(JsonElement? root, string name)
    {
        if (root is not { ValueKind: JsonValueKind.Object } parent)
            return null;
        JsonElement? found = null;
        foreach (var field in parent.EnumerateObject())
        {
            if (Ascii.Equals(JsonMarshal.GetRawUtf8PropertyName(field), name))
                found = field.Value;
        }

        return found;
    }

    /// <returns>Text without control characters and unpaired surrogates; null for other text.</returns>
    public static string? Text(JsonElement? field, int longest) =>
        ValidText(field, longest) is { } text && !text.Any(char.IsControl) ? text : null;

    /// <returns>
    /// The start of a message, which may have several lines and contain control characters. What is not valid Unicode
    /// is replaced.
    /// </returns>
    public static string? Message(JsonElement? field, int longest) =>
        field is { ValueKind: JsonValueKind.String } value ? LenientJson.TextOf(value, longest) : null;

    private static string? ValidText(JsonElement? field, int longest)
    {
        if (field is not { ValueKind: JsonValueKind.String } value
            || JsonMarshal.GetRawUtf8Value(value).Length > (longest * (long)LongestEscape) + 2)
            return null;
        try
        {
            return value.GetString() is { } text && text.Length <= longest ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // not valid Unicode
        }
    }

    /// <returns>An id that can be used unescaped as one segment of a path.</returns>
    public static string? RunId(JsonElement? field) => Text(field, 100) is { } id && IsRunId(id) ? id : null;

    public static bool IsRunId(string id) => id.Length <= 100 && RunIds().IsMatch(id);

    public static string? Status(JsonElement? field) =>
        Text(field, 50) is { } status && Words().IsMatch(status) ? status : null;

    public static long? Seed(JsonElement? field) =>
        field is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number)
        && number is >= 0 and <= MaxNumber ? number : null;

    /// <summary>Replicate's times have 0 to 9 fractional digits; .NET reads 7.</summary>
    public static DateTimeOffset? Time(JsonElement? field)
    {
        if (Text(field, 50) is not { } text)
            return null;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? 0 : text[(point + 1)..].TakeWhile(char.IsAsciiDigit).Count();
        if (digits > 7)
            text = text.Remove(point + 8, digits - 7);
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time >= Earliest && time < Latest ? time : null;
    }

    public static Uri? Link(JsonElement? field, int longest = 4096) =>
        Text(field, longest) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var link)
        && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp) ? link : null;

    // The first character must not be a dot, because "." and ".." refer to other paths.
    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9_.-]*\z")]
    private static partial Regex RunIds();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]*\z")]
    private static partial Regex Words();
}
