using System.Net;
using System.Text.RegularExpressions;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Contract;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Functions.Assets;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>The headers of every response that restrict what a browser does with it.</summary>
public sealed partial class SecurityHeadersTests(EquippedApp shared, Services services) : IClassFixture<EquippedApp>
{
    private const string NothingAllowed = "default-src 'none'; frame-ancestors 'none'";

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task Every_operation_answers_its_owner_and_others_with_the_security_headers()
    {
        var resources = await OwnersResources.CreateAsync(app, $"headers-{Guid.NewGuid()}");
        using var owner = resources.Client;
        var tried = 0;
        // The erasure of the owner ends the access to everything else.
        foreach (var request in DocumentedRequests.Of(resources.Of).OrderBy(request => request.Method == "DELETE")
            .ThenBy(request => request.Operation == "eraseOwner"))
        {
            foreach (var client in new[] { app.Http, owner })
            {
                using var answer = await client.SendAsync(request.Create());

                var isFile = answer.IsSuccessStatusCode && request.Path.StartsWith("/api/v1/assets/");
                HasHeaders(answer, $"{request}", resourcePolicy: isFile ? "cross-origin" : "same-origin");
                tried++;
            }
        }

        Assert.True(tried >= 90, $"Only {tried} requests were made.");
    }

    [Theory]
    [InlineData("GET", "/api/v1/nowhere", 404)]
    [InlineData("GET", "/api/nowhere.php", 404)]
    [InlineData("GET", "/api/reference/a/b", 404)]
    [InlineData("PUT", "/api/v1/catalog", 401)]
    [InlineData("PUT", "/api/health", 405)]
    [InlineData("OPTIONS", "/api/health", 204)]
    [InlineData("HEAD", "/api/health", 200)]
    [InlineData("GET", "/api/reference/scalar.js", 200)]
    public async Task A_response_of_any_other_kind_has_the_security_headers(string method, string path, int status)
    {
        using var answer = await app.Http.SendAsync(new HttpRequestMessage(new(method), path));

        Assert.Equal(status, (int)answer.StatusCode);
        HasHeaders(answer, path);
    }

    [Fact]
    public async Task Preflight_responses_and_rejected_preflight_requests_have_the_security_headers()
    {
        foreach (var (headers, status) in new[] { ("authorization", 204), ("a\u0001", 400) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/generations");
            request.Headers.Add("Origin", LoggedApp.Origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", headers);
            using var answer = await app.Http.SendAsync(request);

            Assert.Equal(status, (int)answer.StatusCode);
            HasHeaders(answer, headers);
        }
    }

    [Fact]
    public async Task A_stream_a_body_above_the_limit_and_a_current_copy_have_the_security_headers()
    {
        var owner = shared.Victim.Client;
        using var stream = await EventStream.SendAsync(owner, shared.Victim.Of("generations"));
        using var tooLarge = await app.Http.PostAsync(
            "/api/v1/webhooks/stripe", new ByteArrayContent(new byte[1024 * 1024 + 1]));
        using var read = await owner.GetAsync("/api/v1/catalog");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/catalog");
        again.Headers.IfNoneMatch.Add(read.Headers.ETag!);
        using var current = await owner.SendAsync(again);

        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, current.StatusCode);
        Assert.All([stream, tooLarge, current], answer => HasHeaders(answer, $"{answer.StatusCode}"));
    }

    [Fact]
    public async Task An_internal_error_and_an_outage_have_the_security_headers()
    {
        await using var broken = await RunningApp.StartAsync(services);
        using var owner = broken.ClientOf("surprise");
        await broken.OwnerOfAsync(owner, "surprise");
        await broken.QueryAsync<int>("alter table renders rename to renders_elsewhere");
        await using var down = await RunningApp.StartAsync(
            services, ("Database:ConnectionString", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=1"));
        using var waiting = down.ClientOf("outage");

        using var failed = await owner.GetAsync("/api/v1/renders");
        using var unavailable = await waiting.GetAsync("/api/v1/renders");

        Assert.Equal((500, 503), ((int)failed.StatusCode, (int)unavailable.StatusCode));
        Assert.All([failed, unavailable], answer => HasHeaders(answer, $"{answer.StatusCode}"));
    }

    [Fact]
    public async Task Other_sites_may_show_public_files_and_nothing_else()
    {
        var picture = await PublishedPicture.CreateAsync(app);
        foreach (var (name, value, status) in new[]
        {
            ("Accept", "image/webp", 200), ("Range", "bytes=0-1", 206), ("Range", "bytes=999999-", 416),
            ("If-None-Match", $"\"{picture.Sha256}\"", 304),
        })
        {
            using var answer = await PublishedPicture.SendAsync(
                app.Http, HttpMethod.Get, picture.Address, (name, value));

            Assert.Equal(status, (int)answer.StatusCode);
            HasHeaders(answer, value, resourcePolicy: "cross-origin");
        }
    }

    [Fact]
    public async Task The_page_of_the_reference_runs_only_its_own_scripts_and_uses_no_device()
    {
        List<string> nonces = [];
        for (var visit = 0; visit < 2; visit++)
        {
            using var answer = await app.Http.GetAsync("/api/reference/");

            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            HasHeaders(answer, "/api/reference/", policy);
            var nonce = NonceOf().Match(policy).Groups[1].Value;
            var page = await answer.Content.ReadAsStringAsync();
            Assert.All(Script().Matches(page), script => Assert.Contains($"nonce=\"{nonce}\"", script.Value));
            Assert.StartsWith($"default-src 'none'; script-src 'self' 'nonce-{nonce}'; ", policy);
            Assert.DoesNotContain("http", policy);
            Assert.DoesNotContain("*", policy);
            Assert.Contains("camera=()", Assert.Single(answer.Headers.GetValues("Permissions-Policy")));
            nonces.Add(nonce);
        }

        Assert.Distinct(nonces);
    }

    [Fact]
    public async Task An_app_whose_public_address_is_http_does_not_require_https()
    {
        await using var local = await RunningApp.StartAsync(
            services, "Development", ("Http:PublicBaseUrl", "http://127.0.0.1:7071"));

        using var answer = await local.Http.GetAsync("/api/health");

        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
    }

    private static void HasHeaders(
        HttpResponseMessage answer, string what, string contentPolicy = NothingAllowed,
        string resourcePolicy = "same-origin")
    {
        foreach (var (name, value) in new[]
        {
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", contentPolicy), ("Cross-Origin-Resource-Policy", resourcePolicy),
            ("Strict-Transport-Security", "max-age=31536000"),
        })
        {
            var values = answer.Headers.TryGetValues(name, out var sent) ? [.. sent] : Array.Empty<string>();
            Assert.True(values is [var one] && one == value, $"{what}: {name} is '{string.Join("', '", values)}'");
        }
    }

    [GeneratedRegex("'nonce-([^']{20,})'")]
    private static partial Regex NonceOf();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();
}
