using System.Text.RegularExpressions;
using RenderStudio.Local.Replicate.Catalogue;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>The headers of a create call. A null time was not requested.</summary>
internal sealed partial record CreateHeaders(TimeSpan? Wait, string? Preference, TimeSpan? CancelAfter)
{
    private static readonly TimeSpan ShortestDeadline = TimeSpan.FromSeconds(5);

    public static CreateHeaders Read(HttpRequest request, List<InvalidField> problems)
    {
        var prefer = request.Headers["Prefer"].ToString();
        return new CreateHeaders(
            ReadWait(prefer, problems),
            prefer.Length > 0 ? prefer : null,
            ReadCancelAfter(request.Headers["Cancel-After"].ToString(), problems));
    }

    /// <summary>The pattern of the API document allows 61 to 99, its text does not; they count as 60.</summary>
    private static TimeSpan? ReadWait(string text, List<InvalidField> problems)
    {
        if (!text.StartsWith("wait", StringComparison.Ordinal))
            return null;
        var match = WaitPattern().Match(text);
        if (!match.Success)
            problems.Add(new("pattern", "Prefer", "Prefer must be wait or wait=n with n from 1 to 60"));
        return TimeSpan.FromSeconds(int.TryParse(match.Groups["n"].ValueSpan, out var n) ? Math.Min(n, 60) : 60);
    }

    private static TimeSpan? ReadCancelAfter(string text, List<InvalidField> problems)
    {
        if (text.Length == 0)
            return null;
        var match = DurationPattern().Match(text);
        var duration = new TimeSpan(Number(match, "h"), Number(match, "m"), Number(match, "s"));
        if (match.Success && duration >= ShortestDeadline)
            return duration;
        problems.Add(
            new("duration", "Cancel-After",
                "Cancel-After must be a duration of at least 5 seconds, such as 30s, 5m or 1h30m"));
        return null;
    }

    private static int Number(Match match, string unit) =>
        int.TryParse(match.Groups[unit].ValueSpan, out var n) ? n : 0;

    [GeneratedRegex("^wait(=(?<n>[1-9][0-9]?))?$")]
    private static partial Regex WaitPattern();

    [GeneratedRegex("^((?<h>[0-9]{1,3})h)?((?<m>[0-9]{1,5})m)?((?<s>[0-9]{1,6})s?)?$")]
    private static partial Regex DurationPattern();
}
