using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Identity;

/// <summary>
/// Changes that a page of another site requests in the browser of a caller whom App Service signed in.
/// </summary>
public sealed class RequestOriginTests(Services services) : IAsyncLifetime
{
    private const string Frontend = "https://pages.example.com", Cookie = "AppServiceAuthSession=a";
    private const string Own = "https://api.example.com", Evil = "https://evil.example";

    // The settings do not contain this host of the app.
    private const string OtherHost = "https://studio.azurewebsites.net";

    // App Service sets these cookies, and those of clients that need no session.
    private const string Affinity = "ARRAffinity=a; ARRAffinitySameSite=a";

    private static readonly string Principal = Convert.ToBase64String(Encoding.UTF8.GetBytes(
        """{"auth_typ":"google","claims":[{"typ":"sub","val":"ann"}]}"""));

    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(
        services, ("WEBSITE_AUTH_ENABLED", "True"), ("Http:PublicBaseUrl", "https://API.example.com:443/"),
        ("Http:AllowedOrigins:0", Frontend));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData(Own, "same-origin", Cookie, true)]
    [InlineData(Frontend, "same-site", Cookie, true)]
    [InlineData(Frontend, "cross-site", null, true)]
    [InlineData(OtherHost, "same-origin", Cookie, true)]
    [InlineData("null", "same-origin", Cookie, true)]
    [InlineData(null, "same-origin", Cookie, true)]
    [InlineData(null, "none", null, true)]
    [InlineData(null, "none", Affinity, true)]
    [InlineData(null, null, Affinity, true)]
    [InlineData(null, null, null, true)]
    [InlineData(Evil, "cross-site", Cookie, false)]
    [InlineData(Evil, null, Cookie, false)]
    [InlineData(Evil, null, null, false)]
    [InlineData(Evil, "none", Cookie, false)]
    [InlineData(Evil, "same-origin, cross-site", Cookie, false)]
    [InlineData(Evil, "Same-Origin", Cookie, false)]
    [InlineData(OtherHost, "same-site", Cookie, false)]
    [InlineData(OtherHost, null, Cookie, false)]
    [InlineData("null", "cross-site", Cookie, false)]
    [InlineData("", null, Cookie, false)]
    [InlineData("https://api.example.com.evil.example", null, Cookie, false)]
    [InlineData("http://api.example.com", null, Cookie, false)]
    [InlineData("https://api.example.com:8443", null, Cookie, false)]
    [InlineData("https://api.example.com, https://evil.example", null, Cookie, false)]
    [InlineData(null, null, Cookie, false)]
    [InlineData(null, null, $"{Affinity}; AppServiceAuthSession1=b", false)]
    [InlineData(null, null, $"=;a,\"; {Cookie}", false)]
    [InlineData(null, "none", Cookie, false)]
    [InlineData(null, "cross-site", Affinity, false)]
    [InlineData(null, "same-site", null, false)]
    [InlineData(null, "", null, false)]
    public async Task A_change_requires_a_page_of_the_app_or_of_an_allowed_origin_or_a_client_without_a_session(
        string? origin, string? site, string? cookie, bool accepted)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/api/v1/quotes", origin, site, cookie);

        Assert.Equal(accepted ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        if (!accepted)
            Assert.Equal("origin_rejected", await CodeAsync(answer));
    }

    [Theory]
    [InlineData("POST", "/api/v1/generations")]
    [InlineData("POST", "/api/v1/billing/checkout")]
    [InlineData("PUT", "/api/v1/webhook-endpoints/0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37")]
    [InlineData("PATCH", "/api/v1/renders/0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37")]
    [InlineData("DELETE", "/api/v1/api-keys/0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37")]
    [InlineData("DELETE", "/api/v1/me")]
    [InlineData("POST", "/api/v1/admin/sweeps")]
    [InlineData("POST", "/api/v1/renders/unknown/path")]
    public async Task Every_method_that_changes_is_rejected_before_anything_else(string method, string path)
    {
        using var answer = await SendAsync(new(method), path, Evil, "cross-site", Cookie);

        Assert.Equal((HttpStatusCode.Forbidden, "origin_rejected"), (answer.StatusCode, await CodeAsync(answer)));
        Assert.Equal(0, await app.QueryAsync<int>("select count(*)::int from owners"));
    }

    [Fact]
    public async Task Reads_are_answered_and_cannot_be_read_by_the_page()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/v1/usage", Evil, "cross-site", Cookie);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_token_that_a_page_sends_itself_needs_no_origin()
    {
        using var request = Request(HttpMethod.Post, "/api/v1/quotes", Evil, "cross-site", Cookie);
        request.Headers.Remove("X-MS-CLIENT-PRINCIPAL");
        request.Headers.Authorization = new("Bearer", TestTokens.Hs256());

        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? origin, string? site, string? cookie)
    {
        using var request = Request(method, path, origin, site, cookie);
        return await app.Http.SendAsync(request);
    }

    private static HttpRequestMessage Request(
        HttpMethod method, string path, string? origin, string? site, string? cookie)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL", Principal);
        foreach (var (name, value) in new[] { ("Origin", origin), ("Sec-Fetch-Site", site), ("Cookie", cookie) })
        {
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        }

        if (method == HttpMethod.Post)
            request.Content = JsonContent.Create(new { mode = "imagine", prompt = "a den" });
        return request;
    }

    private static async Task<string> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("code");
}
