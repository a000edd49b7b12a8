using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// Reads the wait that a 429 response specifies: the Retry-After header, else <c>retry_after</c> in the body, else the
/// seconds in its message, in the two wordings that Replicate has used.
/// </summary>
internal static partial class ThrottleAdvice
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    /// <returns>
    /// The wait, at most an hour from the header or the field; null when the response specifies none.
    /// </returns>
    public static TimeSpan? Read(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        if (response.Headers.RetryAfter?.Delta is { } wait)
            return wait < MaxWait ? wait : MaxWait;
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.TryGetProperty("retry_after", out var field) && field.TryGetDouble(out var seconds))
                return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, MaxWait.TotalSeconds));
            if (root.TryGetProperty("detail", out var detail)
                && Seconds().Match(detail.ToString()) is { Success: true } match)
                return TimeSpan.FromSeconds(int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // A body that is not a JSON object specifies no wait.
        }

        return null;
    }

    [GeneratedRegex(@"(resets in ~|available in )(?<n>\d{1,4})\s*s")]
    private static partial Regex Seconds();
}
