using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.StudioPage;

/// <summary>How the files of the studio page are served.</summary>
public sealed class StudioPageTests(Services services) : IAsyncLifetime
{
    private readonly PageFolder page = new();
    private RunningApp app = null!;

    public async ValueTask InitializeAsync() =>
        app = await RunningApp.StartAsync(services, adjust => adjust.AddSingleton(page.Files));

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        page.Dispose();
    }

    [Theory]
    [InlineData("/studio")]
    [InlineData("/studio/")]
    [InlineData("/studio/index.html")]
    [InlineData("/studio/renders/0199d3a0-71c4-7f0e-8a3b-5d2c9e6f1b40?from=mail")]
    [InlineData("/studio/a/b.c/d")]
    public async Task An_address_that_names_no_file_shows_the_page_and_is_revalidated(string address)
    {
        using var answer = await app.Http.GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", $"{answer.Content.Headers.ContentType}");
        Assert.Equal("public, no-cache", $"{answer.Headers.CacheControl}");
        Assert.Equal(PageFolder.Index, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_file_with_a_hash_in_its_name_is_cached_for_a_year()
    {
        using var answer = await app.Http.GetAsync(PageFolder.Script);

        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.GetValues("Cache-Control").Single());
        Assert.Equal("text/javascript; charset=utf-8", $"{answer.Content.Headers.ContentType}");
        Assert.Equal(PageFolder.ScriptText, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_missing_file_with_a_hash_in_its_name_is_not_found()
    {
        using var answer = await app.Http.GetAsync("/studio/assets/index-00000000.js");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("br", true)]
    [InlineData("gzip, deflate, br;q=0.5", true)]
    [InlineData("BR", true)]
    [InlineData("*", true)]
    [InlineData("gzip, *;q=0", false)]
    [InlineData("br;q=0, *", false)]
    [InlineData("gzip", false)]
    [InlineData(null, false)]
    public async Task Brotli_is_sent_to_a_client_that_accepts_it(string? accepted, bool expected)
    {
        using var answer = await SendAsync(HttpMethod.Get, PageFolder.Script, ("Accept-Encoding", accepted));

        Assert.Equal(expected ? ["br"] : [], answer.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], answer.Headers.Vary);
        var content = await answer.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(
            expected ? new BrotliStream(content, CompressionMode.Decompress) : content);
        Assert.Equal(PageFolder.ScriptText, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_current_copy_is_not_sent_again_and_each_encoding_has_its_own_tag()
    {
        using var plain = await SendAsync(HttpMethod.Get, PageFolder.Script);
        using var packed = await SendAsync(HttpMethod.Get, PageFolder.Script, ("Accept-Encoding", "br"));
        var (plainTag, packedTag) = ($"{plain.Headers.ETag}", $"{packed.Headers.ETag}");
        using var current = await SendAsync(
            HttpMethod.Get, PageFolder.Script, ("Accept-Encoding", "br"), ("If-None-Match", packedTag));
        using var other = await SendAsync(
            HttpMethod.Get, PageFolder.Script, ("Accept-Encoding", "br"), ("If-None-Match", plainTag));

        Assert.NotEqual(plainTag, packedTag);
        Assert.Equal((304, 200), ((int)current.StatusCode, (int)other.StatusCode));
        Assert.Equal(packedTag, $"{current.Headers.ETag}");
        Assert.Equal(["Accept-Encoding"], current.Headers.Vary);
        Assert.Empty(await current.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task HEAD_answers_as_GET_without_the_content()
    {
        using var got = await SendAsync(HttpMethod.Get, PageFolder.Script, ("Accept-Encoding", "br"));
        using var head = await SendAsync(HttpMethod.Head, PageFolder.Script, ("Accept-Encoding", "br"));

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(got.Headers.ETag, head.Headers.ETag);
        Assert.Equal(got.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/studio/../secret.json")]
    [InlineData("/studio/%2e%2e/secret.json")]
    [InlineData("/studio/..%2fsecret.json")]
    [InlineData("/studio/..%5csecret.json")]
    [InlineData("/studio/assets/..%2f..%2fsecret.json")]
    [InlineData("/studio/assets/%2e%2e%2f%2e%2e%2fsecret.json")]
    [InlineData("/studio//etc/passwd")]
    [InlineData("/studio/%00")]
    public async Task A_path_reaches_no_file_outside_the_page(string path)
    {
        var (status, answer) = await RawRequest.SendAsync(app, RawRequest.Of("GET", path));

        Assert.InRange(status, 200, 499);
        Assert.DoesNotContain("secret", answer);
        Assert.DoesNotContain("root:", answer);
    }

    [Fact]
    public async Task The_policy_allows_own_scripts_and_styles_and_the_pictures_of_storage_only()
    {
        using var answer = await app.Http.GetAsync("/studio/");
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        var storage = new Uri(app.Services.GetRequiredService<Azure.Storage.Blobs.BlobServiceClient>().Uri, "/")
            .AbsoluteUri.TrimEnd('/');

        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; "
            + $"img-src 'self' blob: {storage}; connect-src 'self' {storage}; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types lit-html", policy);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["same-origin"], answer.Headers.GetValues("Cross-Origin-Opener-Policy"));
        Assert.Contains("camera=()", Assert.Single(answer.Headers.GetValues("Permissions-Policy")));
    }

    [Fact]
    public async Task The_settings_of_the_page_name_the_issuer_and_the_policy_allows_it()
    {
        await using var signedIn = await RunningApp.StartAsync(
            services, adjust => adjust.AddSingleton(page.Files), ("Page:SignIn", "oidc"),
            ("Page:Authority", "https://id.example.com/tenant"), ("Page:ClientId", "studio-page"));

        var settings = await signedIn.Http.GetFromJsonAsync<JsonElement>("/studio/config.json");
        using var shown = await signedIn.Http.GetAsync("/studio/");

        Assert.Equal(
            """
            {"signIn":"oidc","authority":"https://id.example.com/tenant","clientId":"studio-page","scope":"openid"}
            """,
            settings.GetRawText());
        Assert.Contains(
            " https://id.example.com; ", shown.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task An_app_without_the_page_answers_not_found()
    {
        await using var without = await RunningApp.StartAsync(services);

        using var answer = await without.Http.GetAsync("/studio/");
        var settings = await without.Http.GetFromJsonAsync<JsonElement>("/studio/config.json");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("none", settings.GetProperty("signIn").GetString());
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await app.Http.SendAsync(request);
    }
}
