using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>The character NUL and bytes that are not UTF-8 in paths and queries.</summary>
public sealed class OddUrlTests(LoggedApp logged) : IClassFixture<LoggedApp>, IAsyncLifetime
{
    private const string Id = "0193d2a0-0000-7000-8000-000000000000";

    private readonly RunningApp app = logged.App;
    private HttpClient owner = null!;

    public ValueTask InitializeAsync()
    {
        owner = app.ClientOf($"field-{Guid.NewGuid()}");
        logged.Log.Clear();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        Assert.DoesNotContain(logged.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task NUL_in_a_query_parameter_is_an_error_of_the_parameter()
    {
        (string Path, string[] Parameters)[] lists =
        [
            ("/api/v1/generations", ["status", "mode", "cursor", "limit"]),
            ("/api/v1/renders",
                ["mode", "roomType", "style", "q", "from", "to", "deleted", "isPublic", "favorite", "cursor", "limit"]),
            ("/api/v1/storage/assets", ["kind", "generationId", "isPublic", "cursor", "limit"]),
            ($"/api/v1/generations/{Id}/events", ["after"]),
        ];
        foreach (var (path, parameters) in lists)
        {
            foreach (var parameter in parameters)
            {
                foreach (var value in new[] { "%00", "5%00", "a%00b" })
                {
                    using var answer = await owner.GetAsync($"{path}?{parameter}={value}");

                    Assert.Contains(parameter, await ErrorsAsync(answer));
                }
            }
        }
    }

    [Fact]
    public async Task Unusual_bytes_in_a_URL_cause_no_server_error()
    {
        string[] odd =
        [
            "%00", "%ff", "%ed%a0%80", "%c0%80", "%ef%bf%bf", "\u00ff", "\u00c3\u00a9", "%", "%zz", "..", "%2e%2e",
            "%2f", "%5c", "%u0000", $"{Id}%00", $"%20{Id}",
            "{0xdddddddd,0xdddd,0xdddd,{0xdd,0xdd,0xdd,0xdd,0xdd,0xdd,0xdd,0xdd}}",
            "{0xdddddddddd,0xdddd,0xdddd,{0xdd}}", new('x', 4000),
        ];
        var token = owner.DefaultRequestHeaders.Authorization!.ToString();
        var tried = 0;
        foreach (var (method, pattern) in Endpoints().Distinct())
        {
            foreach (var value in odd)
            {
                var path = Path(pattern, value);
                var query = pattern.RawText!.Contains("webhooks", StringComparison.Ordinal)
                    ? $"?prediction={value}&attempt={value}&token={value}"
                    : $"?v={value}&{value}={value}&isPublic={value}&dryRun={value}&after={value}";
                var (status, answer) = await RawRequest.SendAsync(app, RawRequest.Of(method, path + query, token));

                Assert.True(status is >= 200 and < 500, $"{method} {path}{query}: {answer}");
                tried++;
            }
        }

        Assert.InRange(tried, 500, int.MaxValue);
    }

    private IEnumerable<(string Method, RoutePattern Pattern)> Endpoints() =>
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        where method != "DELETE" || !endpoint.RoutePattern.RawText!.EndsWith("/me", StringComparison.Ordinal)
        select (method, endpoint.RoutePattern);

    private static string Path(RoutePattern pattern, string value) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment =>
            segment.Parts[0] is RoutePatternLiteralPart literal ? literal.Content : value));

    private static async Task<IReadOnlyList<string>> ErrorsAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode}: {text}");
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("errors").EnumerateObject()
            .Select(error => error.Name)];
    }
}
