using RenderStudio.Core.Administration;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Administration;

/// <summary>Endpoints for numbers, and for the acts of operators.</summary>
public static class ReportFunctions
{
    public static void MapReports(this RouteGroupBuilder admin)
    {
        admin.MapGet("reports", ReportAsync).WithQuery("from", "to").Describe(ReportDocument.Report);
        admin.MapGet("acts", ActsAsync).WithQuery("act", "target", "cursor", "limit").Describe(ReportDocument.Acts);
    }

    private static async Task<IResult> ReportAsync(HttpContext context, ReadReport read, CancellationToken ct)
    {
        var query = QueryFields.Of(context);
        var (from, to) = (query.Time("from"), query.Time("to", wholeDay: true));
        if (query.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        if ((await read.RunAsync(from, to, ct)).Failed(out var problem, out var report))
            return problem.ToResponse();
        return ReadableJson.ToResponse(report, AdminJson.Default.UsageReport);
    }

    private static async Task<IResult> ActsAsync(HttpContext context, ListActs list, CancellationToken ct)
    {
        var query = QueryFields.Of(context);
        var filter = new ActFilter(
            query.Choice("act", ActKinds.All), query.Text("target"), query.Cursor(), query.Limit());
        if (query.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        return ReadableJson.ToResponse(await list.RunAsync(filter, ct), AdminJson.Default.PageAdminAct);
    }
}
