using System.Text.Json;
using Microsoft.Playwright;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Scenarios;

/// <summary>
/// Responses that the studio would return in states that a test cannot cause at little cost: the examples of the API
/// document.
/// </summary>
internal static class PageProblems
{
    private static readonly Lazy<JsonElement> Examples = new(() => JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "docs/openapi.json")))
        .RootElement.GetProperty("components").GetProperty("examples"));

    /// <summary>Returns the problem to the next request with this method, instead of the studio.</summary>
    public static Task RejectNextAsync(this IPage page, string method, string path, string code)
    {
        var problem = Examples.Value.GetProperty(code).GetProperty("value");
        var answers = 1;
        return page.RouteAsync(url => new Uri(url).AbsolutePath == path, route =>
            route.Request.Method == method && Interlocked.Decrement(ref answers) >= 0
                ? route.FulfillAsync(Response(problem))
                : route.FallbackAsync());
    }

    private static RouteFulfillOptions Response(JsonElement problem)
    {
        var status = problem.GetProperty("status").GetInt32();
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/problem+json" };
        if (status is 408 or 409 or 429 or 503)
            headers["Retry-After"] = "1";
        return new() { Status = status, Headers = headers, Body = problem.GetRawText() };
    }
}
