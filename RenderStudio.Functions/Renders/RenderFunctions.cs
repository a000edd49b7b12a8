using System.Text.Json.Serialization;
using RenderStudio.Core.Database;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Renders;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Renders;

public static class RenderFunctions
{
    public static void MapRenders(this IEndpointRouteBuilder app)
    {
        var renders = app.MapGroup("/api/v1/renders").RequireCaller();
        renders.MapGet("", ListAsync);
        renders.MapGet("{id:guid}", GetAsync);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, ListRenders list, PromptCatalogue catalogue, CancellationToken ct)
    {
        var query = new QueryFields(context.Request.Query);
        var filter = new RenderFilter
        {
            OwnerId = context.Caller().OwnerId,
            Mode = query.Choice("mode", [.. catalogue.Modes.Select(mode => mode.Id)]),
            RoomType = query.Text("roomType"),
            Style = query.Text("style"),
            IsPublic = query.Flag("isPublic"),
            Favorite = query.Flag("favorite"),
        };
        var (after, limit) = (query.Cursor(), query.Limit());
        if (query.Errors.ToProblem() is { } problem)
            return problem.ToResponse();
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(await list.RunAsync(filter, after, limit, ct), RenderJson.Default.PageRenderSummary);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, GetRender get, CancellationToken ct)
    {
        if ((await get.RunAsync(id, context.Caller(), ct)).Failed(out var problem, out var render))
            return problem.ToResponse();
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(render, RenderJson.Default.RenderView);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Page<RenderSummary>))]
[JsonSerializable(typeof(RenderView))]
public sealed partial class RenderJson : JsonSerializerContext;
