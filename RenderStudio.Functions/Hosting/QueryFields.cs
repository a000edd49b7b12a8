using System.Globalization;
using RenderStudio.Core;
using RenderStudio.Core.Database;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Functions.Hosting;

/// <summary>Reads query parameters and collects an error for each invalid one.</summary>
public sealed class QueryFields
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;
    public const int MaxWords = 1000;
    private const int DayLength = 10, LongestOffset = 6;

    private readonly IQueryCollection query;

    private QueryFields(IQueryCollection query) => this.query = query;

    public FieldErrors Errors { get; } = new();

    /// <summary>
    /// The query of a request, with an error for each parameter that is repeated or that its endpoint does not declare
    /// (<see cref="QueryParameterRules.WithQuery"/>).
    /// </summary>
    public static QueryFields Of(HttpContext context)
    {
        var fields = new QueryFields(context.Request.Query);
        var names = context.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>()?.Names ?? [];
        foreach (var (name, values) in context.Request.Query)
        {
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
                fields.Errors.Add(name, $"Is not a parameter of this request. {Known(names)}");
            else
                fields.Errors.AddWhen(values.Count > 1, name, "Is given twice.");
        }

        return fields;
    }

    public string? Text(string name)
    {
        if (query[name] is not [{ Length: > 0 } text])
            return null;
        if (!text.Contains('\0'))
            return text;
        Errors.Add(name, "Must not contain the character NUL.");
        return null;
    }

    public string? Choice(string name, IReadOnlyCollection<string> known)
    {
        var text = Text(name);
        Errors.AddWhen(
            text is not null && !known.Contains(text), name, $"Is not known. Known: {string.Join(", ", known)}.");
        return text;
    }

    public bool? Flag(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (bool.TryParse(text, out var flag))
            return flag;
        Errors.Add(name, "Must be true or false.");
        return null;
    }

    /// <summary>The search text; null when it is blank.</summary>
    public string? Words(string name)
    {
        var text = Text(name);
        Errors.AddWhen(
            UserText.LengthOf(text ?? "") > MaxWords, name, $"Must not be longer than {MaxWords} characters.");
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>
    /// An instant in ISO 8601, in UTC when it has no offset, or a day. A day means its start, or its end when
    /// <paramref name="wholeDay"/> is true.
    /// </summary>
    public DateTime? Time(string name, bool wholeDay = false)
    {
        if (Text(name) is not { } text)
            return null;
        // A client that does not encode the plus sign of an offset as %2B sends a blank.
        text = WithSignOfOffset(text);
        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, Instant.AsUtc, out var day))
            return wholeDay && day < DateTime.MaxValue.Date ? day.AddDays(1) : day;
        if (Instant.TryParse(text) is { } instant)
            return instant;
        Errors.Add(name, "Must be a day such as 2026-11-21 or an instant such as 2026-11-21T09:30:00Z.");
        return null;
    }

    public Guid? Id(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (Guid.TryParse(text, out var id))
            return id;
        Errors.Add(name, "Must be an id.");
        return null;
    }

    /// <summary>Maximum number of items on a page.</summary>
    public int Limit() => Number("limit", 1, MaxLimit) ?? DefaultLimit;

    public int? Number(string name, int least, int most)
    {
        if (Text(name) is not { } text)
            return null;
        if (WholeNumber.TryParse(text) is { } number && number >= least && number <= most)
            return (int)number;
        Errors.Add(name, $"Must be a whole number from {least} to {most}.");
        return null;
    }

    private static string Known(IReadOnlyList<string> names) =>
        names.Count == 0 ? "It has no parameters." : $"Known: {string.Join(", ", names)}.";

    private static string WithSignOfOffset(string text) =>
        text.LastIndexOf(' ') is > DayLength and var at && at >= text.Length - LongestOffset
            ? $"{text[..at]}+{text[(at + 1)..]}"
            : text;

    /// <summary>The keyset cursor of the previous page; null for the first page.</summary>
    public Keyset? Cursor()
    {
        if (Text("cursor") is not { } text)
            return null;
        var cursor = Keyset.TryRead(text);
        Errors.AddWhen(cursor is null, "cursor", "Is not a valid cursor.");
        return cursor;
    }
}
