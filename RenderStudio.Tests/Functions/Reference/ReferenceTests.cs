using System.Net;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Contract;

namespace RenderStudio.Tests.Functions.Reference;

/// <summary>The API document and the pages that show it, served by the app.</summary>
public sealed class ReferenceTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly HttpClient client = shared.App.Http;

    [Fact]
    public async Task The_served_document_is_the_committed_one()
    {
        using var response = await client.GetAsync("/api/openapi.json");

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var committed = await File.ReadAllTextAsync(DocumentedApi.FilePath);
        Assert.Equal(committed.TrimEnd(), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_client_with_the_current_document_gets_304()
    {
        using var first = await client.GetAsync("/api/openapi.json");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/openapi.json");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/api/reference/", "text/html")]
    [InlineData("/api/reference/scalar.js", "text/javascript")]
    [InlineData("/api/reference/scalar.aspnetcore.js", "text/javascript")]
    public async Task The_app_serves_the_page_and_its_scripts(string path, string mediaType)
    {
        using var response = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/api/reference/")]
    [InlineData("/api/reference/scalar.js")]
    [InlineData("/api/reference/nowhere")]
    public async Task HEAD_is_answered_as_GET(string path)
    {
        using var get = await client.GetAsync(path);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/api/reference/a/b")]
    [InlineData("/api/reference/v1")]
    [InlineData("/api/reference/nowhere")]
    [InlineData("/api/reference/scalar.css")]
    [InlineData("/api/reference/openapi.json")]
    public async Task A_path_without_a_page_is_not_found(string path)
    {
        using var response = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_page_names_no_other_host_and_turns_off_telemetry()
    {
        var page = await client.GetStringAsync("/api/reference/");

        Assert.DoesNotContain("//", page.Replace("<!doctype html>", ""));
        foreach (var setting in new[]
        {
            "\"withDefaultFonts\":false", "\"telemetry\":false", "\"agent\":{\"disabled\":true}",
            "\"mcp\":{\"disabled\":true}",
        })
            Assert.Contains(setting, page);
        Assert.DoesNotContain("proxyUrl", page);
    }
}
