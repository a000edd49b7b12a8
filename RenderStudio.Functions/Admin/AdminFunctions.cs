using System.Text.Json.Serialization;
using RenderStudio.Core;
using RenderStudio.Core.Predictions;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Admin;

/// <summary>What operators do; a token with the role <c>admin</c> is needed for all of it.</summary>
public static class AdminFunctions
{
    public static void MapAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/api/v1/admin").RequireCaller().RequireAdmin();
        admin.MapPost("predictions/{id:guid}/redrive", RedriveAsync);
    }

    private static RouteGroupBuilder RequireAdmin(this RouteGroupBuilder endpoints) =>
        endpoints.AddEndpointFilter(async (invocation, next) => invocation.HttpContext.Caller().IsAdmin
            ? await next(invocation)
            : new Problem(ProblemCode.Forbidden, "This needs the role 'admin'.").ToResponse());

    private static async Task<IResult> RedriveAsync(Guid id, RedrivePrediction redrive, CancellationToken ct) =>
        (await redrive.RunAsync(id, ct)).Failed(out var problem, out var redriven)
            ? problem.ToResponse()
            : Results.Json(redriven, AdminJson.Default.Redrive);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Redrive))]
public sealed partial class AdminJson : JsonSerializerContext;
