namespace RenderStudio.Core.Generations;

/// <summary>Collects what is wrong with a request, so that all of it is told at once.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    public void Add(string field, string message)
    {
        if (errors.TryGetValue(field, out var messages))
            messages.Add(message);
        else
            errors[field] = [message];
    }

    public void AddWhen(bool wrong, string field, string message)
    {
        if (wrong)
            Add(field, message);
    }

    public bool Has(string field) => errors.ContainsKey(field);

    /// <summary>Null when nothing is wrong.</summary>
    public Problem? ToProblem() => errors.Count == 0
        ? null
        : new(ProblemCode.ValidationFailed,
            errors.Count == 1
                ? $"{errors.Keys.Single()}: {errors.Values.Single()[0]}"
                : $"{errors.Count} fields are not as they should be: {string.Join(", ", errors.Keys)}.",
            errors.ToDictionary(error => error.Key, error => error.Value.ToArray()));
}
