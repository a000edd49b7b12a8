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
        Assert.Equal(
            (await File.ReadAllTextAsync(DocumentedApi.FilePath)).TrimEnd(), await response.Content.ReadAsStringAsync());
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
}
