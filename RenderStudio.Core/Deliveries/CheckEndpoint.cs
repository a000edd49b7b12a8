using RenderStudio.Core.Prompts;

namespace RenderStudio.Core.Deliveries;

/// <summary>Validates the fields of a new or changed endpoint and brings them into the form that is stored.</summary>
public sealed class CheckEndpoint(EndpointHosts hosts)
{
    public const int MaxDescription = 200;

    /// <param name="errors">Errors of fields that could not be read; receives further ones.</param>
    public async Task<Result<EndpointChange>> RunAsync(
        EndpointChange fields, FieldErrors errors, CancellationToken ct)
    {
        CheckEvents(fields.Events, errors);
        var description = fields.Description is null ? null : UserText.Clean(fields.Description) ?? "";
        errors.AddWhen(
            UserText.LengthOf(description ?? "") > MaxDescription, "description",
            $"Must not be longer than {MaxDescription} characters.");
        // A host is resolved only for a request that is valid otherwise.
        if (errors.ToProblem() is { } invalid)
            return invalid;
        if (fields.Url is null)
            return fields with { Description = description };
        return (await hosts.CheckAsync(fields.Url, ct)).Failed(out var problem, out var url)
            ? problem
            : fields with { Url = url.AbsoluteUri, Description = description };
    }

    private static void CheckEvents(IReadOnlyList<string>? events, FieldErrors errors)
    {
        if (events is null)
            return;
        errors.AddWhen(
            events.Count == 0 || events.Any(type => !EventTypes.All.Contains(type)), "events",
            $"Must be a list of one or more of: {string.Join(", ", EventTypes.All)}.");
        errors.AddWhen(events.Distinct().Count() < events.Count, "events", "Contains a duplicate.");
    }
}
