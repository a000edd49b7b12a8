using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Adds <c>Vary: Origin</c> to every response while origins are configured, also to a response to a request without an
/// Origin header. Otherwise a cache could return a response without CORS headers to a page of an allowed origin
/// (https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches).
/// </summary>
public static class VaryByOrigin
{
    private const string AnyOrigin = "*";

    public static IApplicationBuilder UseVaryByOrigin(this IApplicationBuilder app)
    {
        var http = app.ApplicationServices.GetRequiredService<IOptions<HttpOptions>>();
        return app.Use((context, next) =>
            http.Value.AllowedOrigins.Count == 0 ? next(context) : AddWhenStarting(context, next));
    }

    private static Task AddWhenStarting(HttpContext context, RequestDelegate next)
    {
        // These callbacks run in reverse order, so that this one sees the headers of the CORS middleware.
        context.Response.OnStarting(() =>
        {
            Add(context.Response.Headers);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static void Add(IHeaderDictionary headers)
    {
        if (headers.AccessControlAllowOrigin != AnyOrigin
            && !headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(HeaderNames.Origin))
            headers.Append(HeaderNames.Vary, HeaderNames.Origin);
    }
}
