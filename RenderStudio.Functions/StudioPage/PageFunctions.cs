using Microsoft.Extensions.Options;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.StudioPage;

/// <summary>
/// The studio page: the files that the build of RenderStudio.Web made, and its settings. It needs no token; the page
/// itself calls the API as any other client does.
/// </summary>
public static class PageFunctions
{
    // The build puts a hash of the content into the names below this folder.
    private const string HashedFiles = "assets/";

    public static IServiceCollection AddStudioPage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PageOptions>().Bind(configuration.GetSection(PageOptions.Section)).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<PageOptions>, PageOptionsValidator>()
            .AddSingleton<IValidateOptions<PageOptions>, PageSignInValidator>()
            .AddSingleton(_ => new PageFiles(Path.Combine(AppContext.BaseDirectory, "wwwroot", "studio")))
            .AddSingleton<PagePolicy>();
    }

    public static void MapStudioPage(this IEndpointRouteBuilder app)
    {
        app.MapGet(ApiRoutes.Studio + "/config.json", Settings);
        app.MapGet(ApiRoutes.Studio + "/{**path}", Show);
    }

    private static IResult Settings(HttpContext context, IOptions<PageOptions> options)
    {
        context.Response.Headers.CacheControl = "no-cache";
        var page = options.Value;
        return Results.Json(
            page.SignIn == PageOptions.Oidc
                ? new(page.SignIn, page.Authority, page.ClientId, page.Scope)
                : new PageSettings(page.SignIn, null, null, null),
            PageSettingsJson.Default.PageSettings);
    }

    private static IResult Show(HttpContext context, PageFiles files, PagePolicy policy)
    {
        var path = context.Request.RouteValues["path"] as string ?? "";
        var isHashed = path.StartsWith(HashedFiles, StringComparison.Ordinal);
        // The page shows the screen of an address that names no file. A missing script must stay an error.
        if ((files.Find(path) ?? (isHashed ? null : files.Index)) is not { } file)
            return UnknownPaths.Problem.ToResponse();
        policy.AddTo(context.Response);
        return new PageResponse(file, isHashed);
    }
}
