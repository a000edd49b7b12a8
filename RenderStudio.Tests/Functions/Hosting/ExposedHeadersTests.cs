using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Functions.Assets;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Which response headers a page of another origin can read.</summary>
public sealed partial class ExposedHeadersTests(LoggedApp shared) : IClassFixture<LoggedApp>
{
    /// <summary>
    /// Headers that a page can always read: https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name.
    /// </summary>
    private static readonly string[] Safe =
    [
        HeaderNames.CacheControl, HeaderNames.ContentLanguage, HeaderNames.ContentLength, HeaderNames.ContentType,
        HeaderNames.Expires, HeaderNames.LastModified, HeaderNames.Pragma,
    ];

    /// <summary>Headers for browsers, proxies and connections, which pages do not need.</summary>
    private static readonly string[] NotForPages =
    [
        HeaderNames.AccessControlAllowOrigin, HeaderNames.AccessControlExposeHeaders, HeaderNames.Connection,
        HeaderNames.ContentEncoding, HeaderNames.ContentSecurityPolicy, "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy", HeaderNames.Date, "Permissions-Policy", "Referrer-Policy",
        HeaderNames.StrictTransportSecurity, HeaderNames.TransferEncoding, HeaderNames.Vary, "X-Accel-Buffering",
        HeaderNames.XContentTypeOptions,
    ];

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task A_page_can_read_every_header_of_every_kind_of_response()
    {
        HashSet<string> read = [];
        var render = await StoredRender.CreateAsync(app.Engine, files: 1);
        await app.QueryAsync<int>(
            "update owners set issuer = @Issuer where id = @OwnerId", new { TestTokens.Issuer, render.OwnerId });
        using var owner = app.ClientOf($"{render.OwnerId}");
        owner.DefaultRequestHeaders.Add("Origin", LoggedApp.Origin);
        foreach (var request in await RequestsAsync(render))
        {
            using var answer = await owner.SendAsync(request);
            var exposed = answer.Headers.GetValues(HeaderNames.AccessControlExposeHeaders)
                .SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)).ToList();
            var sent = answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key)
                .Except([.. Safe, .. NotForPages], StringComparer.OrdinalIgnoreCase).ToList();
            Assert.Empty(sent.Except(exposed, StringComparer.OrdinalIgnoreCase));
            read.UnionWith(sent);
        }

        // Each kind of header was sent at least once; no request of this test is answered with the other ones.
        Assert.Equal(
            ["Accept-Ranges", "Content-Disposition", "Content-Range", "ETag", "Location", "Preference-Applied",
                "RateLimit", "RateLimit-Policy", "WWW-Authenticate"],
            read.Except(["Retry-After", "Allow"]).Order());
    }

    [Fact]
    public void Every_header_that_the_source_of_the_app_sets_is_exposed_or_not_for_pages()
    {
        var names = typeof(HeaderNames).GetFields()
            .ToDictionary(field => field.Name, field => (string)field.GetValue(null)!);
        var folder = Path.Combine(Repository.Root, "RenderStudio.Functions");
        var sources = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"));
        var set = sources.SelectMany(file => Setting().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["text"] is { Success: true, Value: var text }
                ? text
                : names[match.Groups["name"].Value])
            .ToHashSet();

        Assert.Contains("Preference-Applied", set);
        Assert.Contains(HeaderNames.RetryAfter, set);
        Assert.Empty(set.Except([.. ExposedHeaders.All, .. Safe, .. NotForPages]));
    }

    private async Task<IReadOnlyList<HttpRequestMessage>> RequestsAsync(StoredRender render)
    {
        var picture = await PublishedPicture.CreateAsync(app);
        var ranged = new HttpRequestMessage(HttpMethod.Get, picture.Address);
        ranged.Headers.Range = new(0, 1);
        var waiting = Json("/api/v1/generations", new { mode = "imagine", prompt = "a room" });
        waiting.Headers.Add("Prefer", "wait=1");
        var anonymous = Json("/api/v1/quotes", new { mode = "imagine" });
        anonymous.Headers.Authorization = new("Bearer", "none");
        return
        [
            ranged, waiting, anonymous, Json("/api/v1/renders/zip", new { ids = new[] { render.Id } }),
            Json("/api/v1/storage/presigned-upload", new { kind = "input", contentType = "image/png", fileSize = 9 }),
            new(HttpMethod.Get, "/api/v1/catalog"), new(HttpMethod.Get, "/api/v1/nothing"),
            new(HttpMethod.Get, "/api/v1/usage"), new(HttpMethod.Delete, "/api/v1/me"),
        ];
    }

    private static HttpRequestMessage Json(string address, object body) =>
        new(HttpMethod.Post, address) { Content = JsonContent.Create(body) };

    [GeneratedRegex("""(?:Response\.Headers|[^.\w]headers)(?:\.(?<name>\w+)|\["(?<text>[^"]+)"\]) = """)]
    private static partial Regex Setting();
}
