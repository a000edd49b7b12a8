using RenderStudio.Local.FunctionsHost.App;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>The host's response at <c>/</c> when no function serves that route.</summary>
internal static class Homepage
{
    public static Task WriteAsync(HttpContext context, AppSettings settings)
    {
        if (settings.IsTrue("AzureWebJobsDisableHomepage"))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            "<!doctype html><title>Function app</title><p>This function app is up and running.</p>");
    }
}
