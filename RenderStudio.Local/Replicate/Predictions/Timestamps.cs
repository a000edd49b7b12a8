using System.Globalization;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>Writes times with 3, 6 or 9 fractional digits in turn, because the service uses all three.</summary>
internal static class Timestamps
{
    public static string Write(DateTimeOffset time, int turn)
    {
        var seconds = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * 100;
        return $"{seconds}.{nanoseconds.ToString("D9")[..(3 + turn % 3 * 3)]}Z";
    }
}
