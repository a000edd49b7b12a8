using System.Text.Json;

namespace RenderStudio.Core.Billing;

/// <summary>Reads fields of Stripe's objects. A field of another type than expected reads as a missing field.</summary>
internal static class StripeFields
{
    /// <summary>The end of the year 9999.</summary>
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>The maximum length of an id at Stripe; other fields that the app uses are shorter.</summary>
    private const int MaxLength = 255;

    public static JsonElement? Child(this JsonElement parent, string name) =>
        parent.Find(name) is { ValueKind: JsonValueKind.Object } child ? child : null;

    /// <summary>
    /// Null also for a text that PostgreSQL cannot store or index: with a NUL character, with half of a surrogate pair,
    /// or too long.
    /// </summary>
    public static string? Text(this JsonElement parent, string name) =>
        parent.Find(name) is { ValueKind: JsonValueKind.String } text && Decode(text) is { Length: <= MaxLength } value
        && !value.Contains('\0')
            ? value
            : null;

    /// <summary>The id of a related object, which the field contains either as text or expanded.</summary>
    public static string? Id(this JsonElement parent, string name) =>
        parent.Text(name) ?? parent.Child(name)?.Text("id");

    /// <summary>Whether the field has a value that is no id.</summary>
    public static bool HasUnreadableId(this JsonElement parent, string name) =>
        parent.Find(name) is { ValueKind: not JsonValueKind.Null } && parent.Id(name) is null;

    public static long? Number(this JsonElement parent, string name) =>
        parent.Find(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value)
            ? value
            : null;

    public static bool Flag(this JsonElement parent, string name) =>
        parent.Find(name) is { ValueKind: JsonValueKind.True };

    /// <summary>A time in seconds since 1970.</summary>
    public static DateTime? Time(this JsonElement parent, string name) =>
        parent.Number(name) is { } seconds and >= 0 and <= MaxSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
            : null;

    /// <summary>The items of a list object (<c>{"data": […]}</c>).</summary>
    public static IEnumerable<JsonElement> List(this JsonElement parent, string name) =>
        parent.Child(name)?.Find("data") is { ValueKind: JsonValueKind.Array } data ? data.EnumerateArray() : [];

    // The parser accepts an escaped half of a surrogate pair in names and texts; decoding it throws.
    private static JsonElement? Find(this JsonElement parent, string name)
    {
        try
        {
            return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var found)
                ? found
                : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Decode(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
