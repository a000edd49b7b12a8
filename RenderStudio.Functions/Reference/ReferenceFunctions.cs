using RenderStudio.Functions.Hosting;
using Scalar.AspNetCore;

namespace RenderStudio.Functions.Reference;

/// <summary>The API document, and pages that show it. Neither needs a token.</summary>
public static class ReferenceFunctions
{
    // The browser loads nothing from other hosts and sends them nothing, whatever the scripts of the page attempt.
    private const string OwnContentOnly =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; frame-ancestors 'self'";

    public static IServiceCollection AddReference(this IServiceCollection services)
    {
        services.AddSingleton<ApiDocument>().AddSingleton(_ => ResponseNotes.Create());
        services.AddTransient<Microsoft.AspNetCore.Mvc.ApiExplorer.IApiDescriptionProvider, DescribedEndpoints>();
        services.Configure<Microsoft.AspNetCore.Http.Json.JsonOptions>(
            json => ResponseJson.Configure(json.SerializerOptions));
        return services.AddOpenApi(ApiDocument.Name, options =>
        {
            options.OpenApiVersion = Microsoft.OpenApi.OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = api => api.Metadata() is not null && !HttpMethods.IsHead(api.HttpMethod!);
            options.CreateSchemaReferenceId = SchemaNames.Of;
            options.AddSchemaTransformer<DescribeSchema>();
            options.AddOperationTransformer<DescribeOperation>();
            options.AddDocumentTransformer<DescribeDocument>();
        });
    }

    public static void MapReference(this IEndpointRouteBuilder app)
    {
        app.MapGet(ApiRoutes.ApiDocument, ReadAsync).Describe(ReferenceDocument.Read);
        app.MapScalarApiReference($"/{ApiRoutes.Reference}", Configure).AddEndpointFilter(
            (invocation, next) =>
            {
                invocation.HttpContext.Response.Headers.ContentSecurityPolicy = OwnContentOnly;
                return next(invocation);
            });
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

    private static void Configure(ScalarOptions scalar) => scalar
        .WithTitle("Render Studio API")
        .WithOpenApiRoutePattern($"/{ApiRoutes.ApiDocument}")
        .DisableDefaultFonts()
        .DisableTelemetry()
        .DisableAgent()
        .DisableMcp()
        .HideClientButton()
        .HideDeveloperTools();
}
