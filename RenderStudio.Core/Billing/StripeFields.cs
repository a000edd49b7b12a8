using System.Text.Json;

namespace RenderStudio.Core.Billing;

/// <summary>Reads fields of Stripe's objects. A field of another type than expected reads as a missing field.</summary>
internal static class StripeFields
{
    /// <summary>The end of the year 9999.</summary>
    private const long MaxSeconds = 253_402_300_799;

    public static JsonElement? Child(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child)
        && child.ValueKind == JsonValueKind.Object
            ? child
            : null;

    public static string? Text(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var text)
        && text.ValueKind == JsonValueKind.String && text.GetString() is { } value && !value.Contains('\0')
            ? value
            : null;

    /// <summary>The id of a related object, which the field contains either as text or expanded.</summary>
    public static string? Id(this JsonElement parent, string name) =>
        parent.Text(name) ?? parent.Child(name)?.Text("id");

    public static long? Number(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var number)
        && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value)
            ? value
            : null;

    public static bool Flag(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var flag)
        && flag.ValueKind == JsonValueKind.True;

    /// <summary>A time in seconds since 1970.</summary>
    public static DateTime? Time(this JsonElement parent, string name) =>
        parent.Number(name) is { } seconds and >= 0 and <= MaxSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
            : null;

    /// <summary>The items of a list object (<c>{"data": […]}</c>).</summary>
    public static IEnumerable<JsonElement> List(this JsonElement parent, string name) =>
        parent.Child(name) is { } list && list.TryGetProperty("data", out var data)
        && data.ValueKind == JsonValueKind.Array
            ? data.EnumerateArray()
            : [];
}
