using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Timeline;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Generations;

public static class GenerationFunctions
{
    private static readonly string[] Statuses = [.. Enum.GetValues<GenerationStatus>().Select(status => status.Text())];

    public static IServiceCollection AddGenerationResponses(this IServiceCollection services) =>
        services.AddSingleton<SubmitPrecheck>().AddSingleton<SubmitResponse>().AddSingleton<TimelineResponse>();

    public static void MapGenerations(this IEndpointRouteBuilder app)
    {
        var generations = app.MapGroup(ApiRoutes.Generations).RequireCaller();
        generations.MapPost("", SubmitAsync).KeyGenerates().Describe(GenerationDocument.Submit);
        generations.MapGet("", ListAsync).WithQuery("status", "mode", "cursor", "limit")
            .KeyReads().Describe(GenerationDocument.List);
        generations.MapGet("{id:guid}", GetAsync).KeyReads().Describe(GenerationDocument.Get);
        generations.MapGet("{id:guid}/events", TimelineResponse.EventsAsync).WithQuery("after")
            .KeyReads().Describe(GenerationDocument.Events);
        generations.MapPost("{id:guid}/cancel", CancelAsync).KeyGenerates().Describe(GenerationDocument.Cancel);
        generations.MapPost("{id:guid}/retry", RetryAsync).KeyGenerates().Describe(GenerationDocument.Retry);
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context, SubmitPrecheck precheck, SubmitGeneration submit, SubmitResponse response,
        TimeProvider clock, CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        if ((await SubmitReader.ReadAsync(context, (fields, file) => precheck.RunAsync(context, fields, file))).Failed(
            out var problem, out var body))
            return problem.ToResponse();
        if (IdempotencyHeader.Read(context.Request, ApiRoutes.Generations, body.Fingerprint).Failed(
            out problem, out var header))
            return problem.ToResponse();
        var submitted = await submit.RunAsync(body.Request, context.Caller(), header.Key, ct);
        context.BodyClaim().Dispose(); // The response may wait until the generation is finished.
        return await response.ToAsync(context, submitted, since, ct);
    }

    private static async Task<IResult> RetryAsync(
        Guid id, HttpContext context, RetryGeneration retry, SubmitResponse response, TimeProvider clock,
        CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        var path = $"{ApiRoutes.Generations}/{id}/retry";
        if (IdempotencyHeader.Read(context.Request, path, fingerprint: "").Failed(out var problem, out var header))
            return problem.ToResponse();
        var submitted = await retry.RunAsync(id, context.Caller(), header.Key, ct);
        return await response.ToAsync(context, submitted, since, ct);
    }

    private static async Task<IResult> CancelAsync(
        Guid id, HttpContext context, CancelGeneration cancel, GetGeneration get, CancellationToken ct) =>
        await cancel.RunAsync(id, context.Caller(), ct) is { } problem
            ? problem.ToResponse()
            : Respond(context, await get.RunAsync(id, context.Caller(), null, ct));

    private static async Task<IResult> GetAsync(
        Guid id, HttpContext context, GetGeneration get, CancellationToken ct) =>
        Respond(context, await get.RunAsync(
            id, context.Caller(), etag => IfNoneMatch.Matches(context.Request, etag), ct));

    internal static IResult Respond(HttpContext context, Result<GenerationReading> read)
    {
        if (read.Failed(out var problem, out var reading))
            return problem.ToResponse();
        context.Response.Headers.ETag = reading.ETag;
        context.Response.Headers.CacheControl = "private, no-cache";
        if (reading.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = $"{wait.TotalSeconds:0}";
        return reading.View is { } view
            ? ReadableJson.ToResponse(view, GenerationJson.Default.GenerationView)
            : Results.StatusCode(StatusCodes.Status304NotModified);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, ListGenerations list, PromptCatalogue catalogue, CancellationToken ct)
    {
        var query = QueryFields.Of(context);
        var status = query.Choice("status", Statuses);
        var mode = query.Choice("mode", [.. catalogue.Modes.Select(mode => mode.Id)]);
        var (after, limit) = (query.Cursor(), query.Limit());
        if (query.Errors.ToProblem() is { } problem)
            return problem.ToResponse();
        var page = await list.RunAsync(context.Caller(), status, mode, after, limit, ct);
        return ReadableJson.ToResponse(page, GenerationJson.Default.PageGenerationSummary);
    }
}
