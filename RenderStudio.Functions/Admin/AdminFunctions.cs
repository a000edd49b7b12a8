using System.Text.Json.Serialization;
using RenderStudio.Core;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Sweeps;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Admin;

/// <summary>Endpoints for operators. All of them require a token with the role <c>admin</c>.</summary>
public static class AdminFunctions
{
    public static void MapAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup(ApiRoutes.Admin).RequireCaller().RequireAdmin();
        admin.MapPost("predictions/{id:guid}/redrive", RedriveAsync).NoKey().Describe(AdminDocument.Redrive);
        admin.MapPost("sweeps", SweepAsync).WithQuery("dryRun").NoKey().Describe(AdminDocument.Sweep);
    }

    private static RouteGroupBuilder RequireAdmin(this RouteGroupBuilder endpoints) =>
        endpoints.AddEndpointFilter(async (invocation, next) => invocation.HttpContext.Caller().IsAdmin
            ? await next(invocation)
            : new Problem(ProblemCode.Forbidden, "The role 'admin' is required.").ToResponse());

    private static async Task<IResult> RedriveAsync(Guid id, RedrivePrediction redrive, CancellationToken ct) =>
        (await redrive.RunAsync(id, ct)).Failed(out var problem, out var redriven)
            ? problem.ToResponse()
            : ReadableJson.ToResponse(redriven, AdminJson.Default.Redrive);

    /// <summary>Counts what the hourly sweeps find now. With <c>dryRun=false</c> the sweeps also delete it.</summary>
    private static async Task<IResult> SweepAsync(HttpContext context, SweepStorage sweep, CancellationToken ct)
    {
        var query = QueryFields.Of(context);
        var dryRun = query.Flag("dryRun") ?? true;
        if (query.Errors.ToProblem() is { } problem)
            return problem.ToResponse();
        var counts = await sweep.RunOnceAsync(dryRun, ct);
        return ReadableJson.ToResponse(new SweepBody(dryRun, counts), AdminJson.Default.SweepBody);
    }
}

/// <param name="Sweeps">Counts by the name of the sweep; a failed sweep is missing.</param>
public sealed record SweepBody(bool DryRun, IReadOnlyDictionary<string, SweepCount> Sweeps);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Redrive))]
[JsonSerializable(typeof(SweepBody))]
public sealed partial class AdminJson : JsonSerializerContext;
