using RenderStudio.Core.Renders;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Renders;

/// <summary>Endpoints for requests with several renders.</summary>
public static class ManyRenders
{
    public static async Task<IResult> BulkAsync(HttpContext context, BulkRenders bulk, CancellationToken ct)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem.ToResponse();
        var action = fields.Text("action");
        var ids = fields.Ids("ids", BulkRenders.MaxRenders);
        fields.Errors.AddWhen(
            action is null || !BulkRenders.Actions.Contains(action), "action",
            $"Must be one of {string.Join(", ", BulkRenders.Actions)}.");
        fields.RejectUnknownFields();
        if (fields.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        return ReadableJson.ToResponse(
            await bulk.RunAsync(action!, ids, context.Caller(), ct), RenderJson.Default.BulkResult);
    }

    public static async Task<IResult> ZipAsync(
        HttpContext context, ZipRenders zip, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem.ToResponse();
        var ids = fields.Ids("ids", ZipRenders.MaxRenders);
        fields.RejectUnknownFields();
        if (fields.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        if ((await zip.FindAsync(ids, context.Caller(), ct)).Failed(out problem, out var content))
            return problem.ToResponse();
        return Results.Stream(
            body => zip.WriteAsync(content, body, ct), "application/zip",
            $"renders-{clock.GetUtcNow():yyyy-MM-dd}.zip");
    }
}
