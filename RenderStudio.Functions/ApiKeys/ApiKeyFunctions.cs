using RenderStudio.Core.ApiKeys;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.ApiKeys;

/// <summary>Endpoints for the API keys of an owner.</summary>
public static class ApiKeyFunctions
{
    public static void MapApiKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup(ApiRoutes.ApiKeys).RequireCaller();
        keys.MapPost("", CreateAsync).NoKey().Describe(ApiKeyDocument.Create);
        keys.MapGet("", ListAsync).NoKey().Describe(ApiKeyDocument.List);
        keys.MapDelete("{id:guid}", DeleteAsync).NoKey().Describe(ApiKeyDocument.Delete);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, CreateApiKey create, CancellationToken ct)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem.ToResponse();
        var requested = new ApiKeyFields
        {
            Name = fields.Text("name"),
            Scopes = fields.Texts("scopes"),
            MonthlyCreditCap = fields.WholeNumber("monthlyCreditCap", 0, CreateApiKey.MaxCap),
            ExpiresAt = fields.Time("expiresAt"),
        };
        fields.RejectUnknownFields();
        if ((await create.RunAsync(requested, fields.Errors, context.Caller(), ct)).Failed(
            out problem, out var created))
            return problem.ToResponse();
        context.Response.Headers.CacheControl = "no-store";
        return ReadableJson.ToResponse(
            NewApiKeyBody.Of(created), ApiKeyJson.Default.NewApiKeyBody, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ListApiKeys list, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        return ReadableJson.ToResponse(await list.RunAsync(context.Caller(), ct), ApiKeyJson.Default.PageApiKey);
    }

    private static async Task<IResult> DeleteAsync(
        Guid id, HttpContext context, DeleteApiKey delete, CancellationToken ct) =>
        await delete.RunAsync(id, context.Caller(), ct) is { } problem ? problem.ToResponse() : Results.NoContent();
}
