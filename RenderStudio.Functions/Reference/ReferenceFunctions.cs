using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Reference;

/// <summary>The API document, and pages that show it. Neither needs a token.</summary>
public static class ReferenceFunctions
{
    public static IServiceCollection AddReference(this IServiceCollection services) =>
        services.AddSingleton<ApiDocument>().AddSingleton<ReferencePages>();

    public static void MapReference(this IEndpointRouteBuilder app)
    {
        app.MapGet(ApiRoutes.ApiDocument, ReadAsync).Describe(ReferenceDocument.Read);
        app.MapGet(ApiRoutes.Reference + "/{**rest}", ShowAsync);
    }

    private static async Task<IResult> ReadAsync(HttpContext context, ApiDocument document)
    {
        var (json, etag) = await document.ReadAsync();
        context.Response.Headers.ETag = etag;
        context.Response.Headers.CacheControl = "public, no-cache";
        return IfNoneMatch.Matches(context.Request, etag)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(json, "application/json; charset=utf-8");
    }

    private static async Task<IResult> ShowAsync(HttpContext context, ReferencePages pages)
    {
        await pages.RespondAsync(context);
        return Results.Empty;
    }
}
