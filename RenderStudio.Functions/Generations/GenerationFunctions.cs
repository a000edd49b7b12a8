using RenderStudio.Core.Generations;
using RenderStudio.Core.Prompts;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Generations;

public static class GenerationFunctions
{
    private const string Root = "/api/v1/generations";

    private static readonly string[] Statuses = [.. Enum.GetValues<GenerationStatus>().Select(status => status.Text())];

    public static void MapGenerations(this IEndpointRouteBuilder app)
    {
        var generations = app.MapGroup(Root).RequireCaller();
        generations.MapPost("", SubmitAsync);
        generations.MapGet("", ListAsync);
        generations.MapGet("{id:guid}", GetAsync);
        generations.MapGet("{id:guid}/events", EventsAsync);
    }

    private static async Task<IResult> SubmitAsync(HttpContext context, SubmitGeneration submit, CancellationToken ct)
    {
        if ((await SubmitReader.ReadAsync(context)).Failed(out var problem, out var request))
            return problem.ToResponse();
        if ((await submit.RunAsync(request, context.Caller(), ct)).Failed(out problem, out var generation))
            return problem.ToResponse();
        var self = $"{context.Request.Scheme}://{context.Request.Host}{Root}/{generation.Id}";
        context.Response.Headers.Location = self;
        return Results.Json(
            SubmittedBody.Of(generation, self), GenerationJson.Default.SubmittedBody,
            statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, GetGeneration get, CancellationToken ct)
    {
        var known = context.Request.Headers.IfNoneMatch.ToString().Replace("W/", "");
        if ((await get.RunAsync(id, context.Caller(), known, ct)).Failed(out var problem, out var reading))
            return problem.ToResponse();
        context.Response.Headers.ETag = reading.ETag;
        context.Response.Headers.CacheControl = "private, no-cache";
        if (reading.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = $"{wait.TotalSeconds:0}";
        return reading.View is { } view
            ? Results.Json(view, GenerationJson.Default.GenerationView)
            : Results.StatusCode(StatusCodes.Status304NotModified);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, ListGenerations list, PromptCatalogue catalogue, CancellationToken ct)
    {
        var query = new QueryFields(context.Request.Query);
        var status = query.Choice("status", Statuses);
        var mode = query.Choice("mode", [.. catalogue.Modes.Select(mode => mode.Id)]);
        var (after, limit) = (query.Cursor(), query.Limit());
        if (query.Errors.ToProblem() is { } problem)
            return problem.ToResponse();
        var page = await list.RunAsync(context.Caller(), status, mode, after, limit, ct);
        return Results.Json(page, GenerationJson.Default.PageGenerationSummary);
    }

    private static async Task<IResult> EventsAsync(Guid id, HttpContext context, ListEvents list, CancellationToken ct)
    {
        var query = new QueryFields(context.Request.Query);
        var after = query.Number("after", 0, int.MaxValue) ?? 0;
        if (query.Errors.ToProblem() is { } unreadable)
            return unreadable.ToResponse();
        return (await list.RunAsync(id, context.Caller(), after, ct)).Failed(out var problem, out var timeline)
            ? problem.ToResponse()
            : Results.Json(timeline, GenerationJson.Default.Timeline);
    }
}
