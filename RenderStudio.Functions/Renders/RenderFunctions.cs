using System.Text.Json.Serialization;
using RenderStudio.Core.Database;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Renders;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Renders;

public static class RenderFunctions
{
    public static void MapRenders(this IEndpointRouteBuilder app)
    {
        var renders = app.MapGroup(ApiRoutes.Renders).RequireCaller();
        renders.MapGet("", ListAsync)
            .WithQuery(
                "mode", "roomType", "style", "q", "from", "to", "deleted", "isPublic", "favorite", "cursor", "limit")
            .KeyReads().Describe(RenderDocument.List);
        renders.MapGet("{id:guid}", GetAsync).KeyReads().Describe(RenderDocument.Get);
        renders.MapPatch("{id:guid}", ChangeAsync).KeyGenerates().Describe(RenderDocument.Change);
        renders.MapDelete("{id:guid}", DeleteAsync).KeyGenerates().Describe(RenderDocument.Delete);
        renders.MapPost("{id:guid}/restore", RestoreAsync).KeyGenerates().Describe(RenderDocument.Restore);
        renders.MapPut("{id:guid}/visibility", PublishAsync).KeyGenerates().Describe(RenderDocument.Publish);
        renders.MapPost("bulk", ManyRenders.BulkAsync).KeyGenerates().Describe(RenderDocument.Bulk);
        renders.MapPost("zip", ManyRenders.ZipAsync).KeyReads().Describe(RenderDocument.Zip);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, ListRenders list, PromptCatalogue catalogue, CancellationToken ct)
    {
        var query = QueryFields.Of(context);
        var filter = new RenderFilter
        {
            OwnerId = context.Caller().OwnerId,
            Mode = query.Choice("mode", [.. catalogue.Modes.Select(mode => mode.Id)]),
            RoomType = query.Choice("roomType", [.. catalogue.RoomTypes.Select(room => room.Id)]),
            Style = query.Choice("style", [.. catalogue.Styles.Select(style => style.Id)]),
            Words = query.Words("q"),
            From = query.Time("from"),
            To = query.Time("to", wholeDay: true),
            Deleted = query.Flag("deleted") ?? false,
            IsPublic = query.Flag("isPublic"),
            Favorite = query.Flag("favorite"),
        };
        query.Errors.AddWhen(filter.To <= filter.From, "to", "Must be after from.");
        var (after, limit) = (query.Cursor(), query.Limit());
        if (query.Errors.ToProblem() is { } problem)
            return problem.ToResponse();
        context.Response.Headers.CacheControl = "no-store";
        return ReadableJson.ToResponse(
            await list.RunAsync(filter, after, limit, ct), RenderJson.Default.PageRenderSummary);
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, HttpContext context, ChangeRender change, GetRender get, CancellationToken ct)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem.ToResponse();
        var requested = new RenderChange
        {
            Title = fields.Has("title") ? fields.Text("title") ?? "" : null,
            Favorite = fields.Flag("favorite"),
            CoverIndex = fields.WholeNumber("coverIndex"),
        };
        fields.RejectUnknownFields();
        problem = fields.Errors.ToProblem() ?? await change.RunAsync(id, requested, context.Caller(), ct);
        return problem is null ? await GetAsync(id, context, get, ct) : problem.ToResponse();
    }

    private static async Task<IResult> DeleteAsync(
        Guid id, HttpContext context, DeleteRender delete, CancellationToken ct) =>
        await delete.RunAsync(id, context.Caller(), ct) is { } problem ? problem.ToResponse() : Results.NoContent();

    private static async Task<IResult> RestoreAsync(
        Guid id, HttpContext context, DeleteRender delete, GetRender get, CancellationToken ct) =>
        await delete.RestoreAsync(id, context.Caller(), ct) is { } problem
            ? problem.ToResponse()
            : await GetAsync(id, context, get, ct);

    private static async Task<IResult> PublishAsync(
        Guid id, HttpContext context, PublishRender publish, GetRender get, CancellationToken ct)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem.ToResponse();
        var isPublic = fields.Flag("isPublic");
        fields.Errors.AddWhen(isPublic is null && !fields.Errors.Has("isPublic"), "isPublic", "Is required.");
        fields.RejectUnknownFields();
        problem = fields.Errors.ToProblem() ?? await publish.RunAsync(id, isPublic!.Value, context.Caller(), ct);
        return problem is null ? await GetAsync(id, context, get, ct) : problem.ToResponse();
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, GetRender get, CancellationToken ct)
    {
        if ((await get.RunAsync(id, context.Caller(), ct)).Failed(out var problem, out var render))
            return problem.ToResponse();
        context.Response.Headers.CacheControl = "no-store";
        return ReadableJson.ToResponse(render, RenderJson.Default.RenderView);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Page<RenderSummary>))]
[JsonSerializable(typeof(RenderView))]
[JsonSerializable(typeof(BulkResult))]
public sealed partial class RenderJson : JsonSerializerContext;
