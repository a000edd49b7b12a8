namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Rejects a CORS preflight request whose headers contain characters outside of printable ASCII. The CORS middleware
/// copies these headers into the response, for which Kestrel accepts only printable ASCII.
/// </summary>
public static class PreflightCheck
{
    public static IApplicationBuilder UsePreflightCheck(this IApplicationBuilder app) => app.Use(CheckAsync);

    private static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        string[] copied = [$"{headers.AccessControlRequestHeaders}", $"{headers.AccessControlRequestMethod}"];
        return copied.Any(header => header.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            ? throw new BadHttpRequestException("The preflight request contains an invalid header or method name.")
            : next(context);
    }
}
