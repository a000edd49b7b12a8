namespace RenderStudio.Core;

/// <summary>
/// Collects the invalid fields of a request, so that one answer reports them. The first of them are listed, all of them
/// are counted.
/// </summary>
public sealed class FieldErrors
{
    private const int MostListed = 20;
    private const int MostMessages = 5;
    private const int LongestName = 64;

    private readonly HashSet<string> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> listed = new(StringComparer.Ordinal);

    public void Add(string field, string message)
    {
        fields.Add(field);
        var name = Shown(field);
        if (!listed.TryGetValue(name, out var messages))
        {
            if (listed.Count == MostListed)
                return;
            listed[name] = messages = [];
        }

        if (messages.Count < MostMessages && !messages.Contains(message))
            messages.Add(message);
    }

    public void AddWhen(bool wrong, string field, string message)
    {
        if (wrong)
            Add(field, message);
    }

    public bool Has(string field) => fields.Contains(field);

    /// <summary>Null when all fields are valid.</summary>
    public Problem? ToProblem() => fields.Count == 0
        ? null
        : new(ProblemCode.ValidationFailed,
            fields.Count == 1
                ? $"{listed.Keys.Single()}: {listed.Values.Single()[0]}"
                : $"{fields.Count} fields are invalid: {string.Join(", ", listed.Keys)}{More}.",
            listed.ToDictionary(error => error.Key, error => error.Value.ToArray()))
        {
            ErrorCount = fields.Count,
        };

    private string More => fields.Count > listed.Count ? $" and {fields.Count - listed.Count} more" : "";

    private static string Shown(string field) =>
        field.Length <= LongestName
            ? field
            : $"{field[..(char.IsHighSurrogate(field[LongestName - 2]) ? LongestName - 2 : LongestName - 1)]}…";
}
