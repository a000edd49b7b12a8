using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Administration;

/// <summary>Endpoints that pause and resume starts.</summary>
public static class StartsFunctions
{
    public static void MapStarts(this RouteGroupBuilder admin)
    {
        admin.MapGet("starts", GetAsync).Describe(StartsDocument.Get);
        admin.MapPost("starts/pause", PauseAsync).Describe(StartsDocument.Pause);
        admin.MapPost("starts/resume", ResumeAsync).Describe(StartsDocument.Resume);
    }

    private static async Task<IResult> GetAsync(ReadStarts read, CancellationToken ct) =>
        Respond(await read.RunAsync(ct));

    private static async Task<IResult> PauseAsync(HttpContext context, PauseStarts pause, CancellationToken ct)
    {
        if ((await AdminBody.ReadModelAsync(context)).Failed(out var problem, out var body))
            return problem.ToResponse();
        return (await pause.RunAsync(body.Model, body.Reason!, context.Caller(), ct)).Failed(
            out problem, out var starts) ? problem.ToResponse() : Respond(starts);
    }

    private static async Task<IResult> ResumeAsync(HttpContext context, ResumeStarts resume, CancellationToken ct)
    {
        if ((await AdminBody.ReadModelAsync(context)).Failed(out var problem, out var body))
            return problem.ToResponse();
        return (await resume.RunAsync(body.Model, body.Reason!, context.Caller(), ct)).Failed(
            out problem, out var starts) ? problem.ToResponse() : Respond(starts);
    }

    private static IResult Respond(StartsView starts) =>
        ReadableJson.ToResponse(starts, AdminJson.Default.StartsView);
}
