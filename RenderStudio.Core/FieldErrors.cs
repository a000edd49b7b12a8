namespace RenderStudio.Core;

/// <summary>
/// Collects the invalid fields of a request, so that one response reports all of them. The response lists the first
/// fields and counts all.
/// </summary>
public sealed class FieldErrors
{
    private const int MaxListed = 20;
    private const int MaxMessages = 5;
    private const int MaxNameLength = 64;

    private readonly HashSet<string> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> listed = new(StringComparer.Ordinal);

    public void Add(string field, string message)
    {
        fields.Add(field);
        var name = Shown(field);
        if (!listed.TryGetValue(name, out var messages))
        {
            if (listed.Count == MaxListed)
                return;
            listed[name] = messages = [];
        }

        if (messages.Count < MaxMessages && !messages.Contains(message))
            messages.Add(message);
    }

    /// <summary>Adds the fields of a problem.</summary>
    public void Add(Problem problem)
    {
        foreach (var (field, messages) in problem.Errors ?? new Dictionary<string, string[]>())
        {
            foreach (var message in messages)
                Add(field, message);
        }
    }

    public void AddWhen(bool isInvalid, string field, string message)
    {
        if (isInvalid)
            Add(field, message);
    }

    /// <summary>A copy that changes independently of this instance.</summary>
    public FieldErrors Copy()
    {
        var copy = new FieldErrors();
        copy.fields.UnionWith(fields);
        foreach (var (name, messages) in listed)
            copy.listed[name] = [.. messages];
        return copy;
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

    /// <summary>The name as responses contain it: a long one is cut, and a blank one is in quotation marks.</summary>
    public static string Shown(string field) =>
        field.Length <= MaxNameLength
            ? string.IsNullOrWhiteSpace(field) ? $"\"{field}\"" : field
            : $"{field[..(char.IsHighSurrogate(field[MaxNameLength - 2]) ? MaxNameLength - 2 : MaxNameLength - 1)]}…";
}
