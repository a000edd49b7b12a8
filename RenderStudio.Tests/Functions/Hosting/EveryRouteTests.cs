using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Functions.ApiKeys;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>
/// Tests of every endpoint in the list of endpoints, so that a new endpoint is included: requests without a token are
/// rejected, and ids of other owners are not found.
/// </summary>
public sealed class EveryRouteTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    /// <summary>Anonymous by contract: these routes contain no id of an owner, or show only public content.</summary>
    private static readonly string[] Open =
    [
        "/api/health", "/api/v1/webhooks", "/api/webhook", "/api/v1/assets", "/api/v1/catalog",
        "/api/v1/me/erasures", "/api/openapi.json", "/api/reference",
    ];

    /// <summary>For operators: other callers get the same answer for any id.</summary>
    private const string ForOperators = "/api/v1/admin";

    private readonly RunningApp app = shared.App;
    private HttpClient otherOwner = null!;
    private Guid ownerId;
    private Guid[] foreign = [];

    public async ValueTask InitializeAsync()
    {
        otherOwner = app.ClientOf(Guid.NewGuid().ToString());
        var subject = Guid.NewGuid().ToString();
        using var owner = app.ClientOf(subject);
        var asset = (await owner.UploadedAsync(Drawing.Quarters(80, 80).EncodePng())).Id();
        var render = await StoredRender.CreateAsync(app.Engine);
        ownerId = await app.OwnerOfAsync(owner, subject);
        await app.QueryAsync<int>(
            """
            update renders set owner_id = @ownerId where id = @Id;
            update generations set owner_id = @ownerId where render_id = @Id
            """, new { ownerId, render.Id });
        var generation = await app.QueryAsync<Guid>("select id from generations where render_id = @Id", render);
        var prediction = await app.QueryAsync<Guid>(
            "select id from predictions where generation_id = @generation", new { generation });
        var grant = (await owner.GrantedAsync(1)).GetProperty("assetId").GetGuid();
        var key = (await owner.KeyAsync()).Id();
        foreign = [asset, render.Id, generation, prediction, grant, key, Guid.NewGuid()];
    }

    public ValueTask DisposeAsync()
    {
        otherOwner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_endpoint_rejects_a_request_without_a_token()
    {
        var tried = 0;
        foreach (var (method, pattern) in Endpoints())
        {
            var answer = await SendAsync(app.Http, method, Path(pattern, foreign[0]));

            Assert.True(
                answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {pattern.RawText}: {answer.StatusCode}");
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
            tried++;
        }

        Assert.True(tried >= 16, $"Only {tried} endpoints were found.");
    }

    [Fact]
    public async Task An_id_of_another_owner_is_not_found_at_any_endpoint_and_nothing_changes()
    {
        var before = await app.SnapshotAsync(ownerId);
        var tried = 0;
        foreach (var (method, pattern) in Endpoints().Where(endpoint => endpoint.Pattern.Parameters.Count > 0))
        {
            foreach (var id in foreign)
            {
                var answer = await SendAsync(otherOwner, method, Path(pattern, id));

                var expected = Path(pattern, id).StartsWith(ForOperators, StringComparison.Ordinal)
                    ? HttpStatusCode.Forbidden
                    : HttpStatusCode.NotFound;
                Assert.True(answer.StatusCode == expected, $"{method} {pattern.RawText}: {answer.StatusCode}");
                Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
                tried++;
            }
        }

        Assert.True(tried >= 48, $"Only {tried} requests were made.");
        Assert.Equal(before, await app.SnapshotAsync(ownerId));
    }

    private IEnumerable<(string Method, RoutePattern Pattern)> Endpoints() =>
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where path.StartsWith("/api/") && !Open.Any(open => path.StartsWith(open))
        select (method, endpoint.RoutePattern);

    private static string Path(RoutePattern pattern, Guid id) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment =>
            segment.Parts[0] is RoutePatternLiteralPart literal ? literal.Content : id.ToString()));

    // Required fields differ; each endpoint accepts one of these bodies or answers before it reads the body.
    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path)
    {
        var answer = await SendAsync(client, method, path, "{}");
        if (answer.StatusCode == HttpStatusCode.UnprocessableEntity)
            answer = await SendAsync(client, method, path, """{"isPublic":true}""");
        return answer;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string body) =>
        client.SendAsync(new HttpRequestMessage(new(method), path)
        {
            Content = method == "GET" ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        });
}
