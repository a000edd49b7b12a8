namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Refuses a preflight whose headers cannot be repeated: CORS writes them into its answer, where Kestrel takes visible
/// ASCII only.
/// </summary>
public static class PreflightCheck
{
    public static IApplicationBuilder UsePreflightCheck(this IApplicationBuilder app) => app.Use(CheckAsync);

    private static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        string[] repeated = [$"{headers.AccessControlRequestHeaders}", $"{headers.AccessControlRequestMethod}"];
        return repeated.Any(header => header.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            ? throw new BadHttpRequestException("The preflight names what is not a header or a method.")
            : next(context);
    }
}
