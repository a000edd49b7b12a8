using RenderStudio.Core.Administration;
using RenderStudio.Core.Timeline;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Administration;

/// <summary>Endpoints that show operators the generations of all owners.</summary>
public static class InspectionFunctions
{
    /// <summary>The values of the parameter <c>status</c>.</summary>
    internal static IReadOnlyList<string> Statuses { get; } =
        [GenerationQuery.Unfinished, .. Enum.GetValues<GenerationStatus>().Select(status => status.Text())];

    public static void MapInspection(this RouteGroupBuilder admin)
    {
        admin.MapGet("generations", ListAsync)
            .WithQuery("owner", "status", "model", "from", "to", "cursor", "limit")
            .Describe(InspectionDocument.List);
        admin.MapGet("generations/{id:guid}", GetAsync).Describe(InspectionDocument.Get);
    }

    private static async Task<IResult> ListAsync(HttpContext context, FindGenerations find, CancellationToken ct)
    {
        var query = QueryFields.Of(context);
        var wanted = new GenerationQuery
        {
            OwnerId = query.Id("owner"),
            Status = query.Choice("status", Statuses),
            Model = query.Text("model"),
            From = query.Time("from"),
            To = query.Time("to", wholeDay: true),
            After = query.Cursor(),
            Limit = query.Limit(),
        };
        query.Errors.AddWhen(wanted.From >= wanted.To, "to", "Must be later than 'from'.");
        if (query.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        return ReadableJson.ToResponse(await find.RunAsync(wanted, ct), AdminJson.Default.PageFoundGeneration);
    }

    private static async Task<IResult> GetAsync(Guid id, InspectGeneration inspect, CancellationToken ct) =>
        (await inspect.RunAsync(id, ct)).Failed(out var problem, out var found)
            ? problem.ToResponse()
            : ReadableJson.ToResponse(found, AdminJson.Default.InspectedGeneration);
}
