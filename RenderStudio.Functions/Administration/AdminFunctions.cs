using System.Text.Json.Serialization;
using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Sweeps;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Administration;

/// <summary>Endpoints for operators. All of them require a token with the role <c>admin</c>.</summary>
public static class AdminFunctions
{
    public static void MapAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup(ApiRoutes.Admin).RequireCaller(RejectOwner).NoKey();
        admin.MapPost("predictions/{id:guid}/redrive", RedriveAsync).Describe(AdminDocument.Redrive);
        admin.MapPost("sweeps", SweepAsync).WithQuery("dryRun").Describe(AdminDocument.Sweep);
        admin.MapInspection();
        admin.MapStarts();
        admin.MapOwners();
        admin.MapReports();
    }

    private static Problem? RejectOwner(Caller caller) =>
        caller.IsAdmin ? null : new(ProblemCode.Forbidden, "The role 'admin' is required.");

    private static async Task<IResult> RedriveAsync(
        Guid id, HttpContext context, RedriveForOperator redrive, CancellationToken ct)
    {
        if ((await AdminBody.ReadReasonAsync(context)).Failed(out var problem, out var body))
            return problem.ToResponse();
        return (await redrive.RunAsync(id, body.Reason!, context.Caller(), ct)).Failed(out problem, out var redriven)
            ? problem.ToResponse()
            : ReadableJson.ToResponse(redriven, AdminJson.Default.Redrive);
    }

    /// <summary>
    /// Counts what the hourly sweeps find now. With <c>dryRun=false</c> the sweeps also delete it, which is an act.
    /// </summary>
    private static async Task<IResult> SweepAsync(HttpContext context, SweepForOperator sweep, CancellationToken ct)
    {
        var query = QueryFields.Of(context);
        var dryRun = query.Flag("dryRun") ?? true;
        if (query.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        if ((await AdminBody.ReadReasonAsync(context, isAct: !dryRun)).Failed(out var problem, out var body))
            return problem.ToResponse();
        var counts = dryRun
            ? await sweep.PreviewAsync(ct)
            : await sweep.RunAsync(body.Reason!, context.Caller(), ct);
        return ReadableJson.ToResponse(new SweepBody(dryRun, counts), AdminJson.Default.SweepBody);
    }
}

/// <param name="Sweeps">Counts by the name of the sweep; a failed sweep is missing.</param>
public sealed record SweepBody(bool DryRun, IReadOnlyDictionary<string, SweepCount> Sweeps);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Redrive))]
[JsonSerializable(typeof(SweepBody))]
[JsonSerializable(typeof(InspectedGeneration))]
[JsonSerializable(typeof(Page<FoundGeneration>))]
[JsonSerializable(typeof(StartsView))]
[JsonSerializable(typeof(OwnerView))]
[JsonSerializable(typeof(Page<LedgerEntry>))]
[JsonSerializable(typeof(GrantedCredits))]
[JsonSerializable(typeof(UsageReport))]
[JsonSerializable(typeof(Page<AdminAct>))]
public sealed partial class AdminJson : JsonSerializerContext;
