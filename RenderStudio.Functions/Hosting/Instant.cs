using System.Globalization;

namespace RenderStudio.Functions.Hosting;

/// <summary>Reads instants in ISO 8601.</summary>
public static class Instant
{
    internal const DateTimeStyles AsUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <returns>In UTC, also for a text without an offset; null when the text is not an instant.</returns>
    public static DateTime? TryParse(string text) => DateTime.TryParseExact(
        text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, AsUtc, out var instant) ? instant : null;
}
