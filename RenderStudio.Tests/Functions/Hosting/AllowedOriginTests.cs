using System.Net;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Contract;
using RenderStudio.Tests.Functions.Assets;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Which pages of other origins may call the API, and read its responses.</summary>
public sealed class AllowedOriginTests(EquippedApp shared) : IClassFixture<EquippedApp>
{
    private const string AllowOrigin = "Access-Control-Allow-Origin", AllowCredentials = "Access-Control-Allow-Credentials";

    private readonly RunningApp app = shared.App;

    // Public files, which every page may read, are tested on their own.
    private IEnumerable<DocumentedRequest> Requests => DocumentedRequests.Of(shared.Victim.Of)
        .Where(request => !request.Path.StartsWith("/api/v1/assets/", StringComparison.Ordinal));

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("https://pages.example.com.evil.example")]
    [InlineData("https://evil-pages.example.com")]
    [InlineData("http://pages.example.com")]
    [InlineData("https://pages.example.com:8443")]
    [InlineData("https://a.pages.example.com")]
    public async Task No_response_may_be_read_by_a_page_of_another_origin(string origin)
    {
        foreach (var request in Requests)
        {
            using var preflight = await SendAsync(Preflight(request.Path), origin);
            using var answer = await SendAsync(request.Create(), origin);

            foreach (var one in new[] { preflight, answer })
            {
                Assert.False(one.Headers.Contains(AllowOrigin), $"{request}: {one.Headers}");
                Assert.False(one.Headers.Contains(AllowCredentials), $"{request}: {one.Headers}");
            }
        }
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_may_read_each_response_without_credentials_of_the_browser()
    {
        foreach (var request in Requests)
        {
            using var preflight = await SendAsync(Preflight(request.Path), LoggedApp.Origin);
            using var answer = await SendAsync(request.Create(), LoggedApp.Origin);

            foreach (var one in new[] { preflight, answer })
            {
                Assert.Equal([LoggedApp.Origin], one.Headers.GetValues(AllowOrigin));
                Assert.False(one.Headers.Contains(AllowCredentials), $"{request}: {one.Headers}");
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://evil.example")]
    [InlineData(LoggedApp.Origin)]
    public async Task Every_response_varies_by_origin(string? origin)
    {
        foreach (var request in Requests)
        {
            using var message = request.Create();
            using var answer = await (origin is null ? app.Http.SendAsync(message) : SendAsync(message, origin));
            Assert.True(answer.Headers.Vary.Count(name => name == "Origin") == 1, $"{request}: {answer.Headers}");
        }

        using var preflight = await SendAsync(Preflight("/api/v1/usage"), origin ?? "https://other.example");
        Assert.Equal(["Origin"], preflight.Headers.Vary);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData(LoggedApp.Origin)]
    public async Task A_public_file_may_be_read_by_every_page_without_credentials_of_the_browser(string origin)
    {
        var picture = await PublishedPicture.CreateAsync(app);

        using var answer = await SendAsync(new(HttpMethod.Get, picture.Address), origin);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["*"], answer.Headers.GetValues(AllowOrigin));
        Assert.Empty(answer.Headers.Vary);
        Assert.False(answer.Headers.Contains(AllowCredentials));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("https://*")]
    [InlineData("https://*.example.com")]
    [InlineData("https://studio.example.com/")]
    [InlineData("https://studio.example.com/path")]
    [InlineData("https://user@studio.example.com")]
    [InlineData("studio.example.com")]
    [InlineData("file://studio")]
    public async Task An_origin_that_is_not_exactly_one_prevents_the_start(string origin)
    {
        var settings = SampleSettings.Read();
        settings["Http:AllowedOrigins:0"] = origin;

        await using var server = PlainServer.Build(settings);

        var error = Assert.Single(ConfigurationErrors.Of(server.Services));
        Assert.Equal("Http:AllowedOrigins:0 is not an origin such as https://studio.example.com.", error);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string origin)
    {
        request.Headers.TryAddWithoutValidation("Origin", origin);
        return app.Http.SendAsync(request);
    }

    private static HttpRequestMessage Preflight(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        return request;
    }
}
