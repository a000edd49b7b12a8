using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.Functions.Assets.PublishedPicture;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>Anonymous access to published renders and uploads.</summary>
public sealed class PublicAssetTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task A_public_picture_is_streamed_with_the_type_and_headers_of_the_app()
    {
        var render = await CreateAsync(app);

        var answer = await app.Http.GetAsync($"{render.Address}?v={render.Sha256[..16]}");

        Assert.Equal(Picture, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/webp", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(Picture.Length, answer.Content.Headers.ContentLength);
        Assert.Equal("bytes", answer.Headers.AcceptRanges.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl!.ToString());
        Assert.Equal($"\"{render.Sha256}\"", answer.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task The_lossless_PNG_of_a_design_has_the_PNG_type()
    {
        var render = await CreateAsync(app);
        await app.QueryAsync<int>("update variant_files set name = '0_exact.png' where render_id = @Id", render);

        var answer = await app.Http.GetAsync($"/api/v1/assets/renders/{render.Id}/0_exact.png");

        Assert.Equal("image/png", answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task A_page_of_any_origin_can_read_a_public_picture()
    {
        var render = await CreateAsync(app);

        var preflight = await SendAsync(app.Http,
            HttpMethod.Options, render.Address,
            ("Origin", "https://anywhere.example.org"), ("Access-Control-Request-Method", "GET"));
        var answer = await SendAsync(
            app.Http, HttpMethod.Get, render.Address, ("Origin", "https://anywhere.example.org"));

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("*", preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task A_private_file_is_not_found()
    {
        var render = await CreateAsync(app);
        await HideAsync(app, render);
        await IsNothingAsync(render.Address);

        var deleted = await CreateAsync(app);
        await app.QueryAsync<int>("update renders set deleted_at = now() where id = @Id", deleted);
        await IsNothingAsync(deleted.Address);

        var unfinished = await CreateAsync(app);
        await app.Services.GetRequiredService<BlobFiles>()
            .DeleteAsync(StudioContainers.Public, unfinished.Path, default);
        await IsNothingAsync(unfinished.Address);
    }

    [Fact]
    public async Task A_deleted_upload_is_not_found_while_its_file_still_exists()
    {
        using var owner = app.ClientOf(Guid.NewGuid().ToString());
        var id = (await owner.UploadedAsync(Drawing.Quarters(120, 90).EncodePng(), "logo_primary")).Id();
        await owner.PutAsJsonAsync($"/api/v1/storage/assets/{id}/visibility", new { isPublic = true });
        var address = $"/api/v1/assets/uploads/{id}";
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync(address)).StatusCode);

        // The row that a deletion writes before it deletes the file.
        await app.QueryAsync<int>("update assets set deleted_at = now() where id = @id", new { id });

        await IsNothingAsync(address);
        var path = await app.QueryAsync<string>("select path from assets where id = @id and is_public", new { id });
        Assert.NotNull(await app.Services.GetRequiredService<BlobFiles>()
            .ReadAsync(StudioContainers.Public, path!, default));
    }

    [Theory]
    [InlineData("/api/v1/assets/renders/{id}/1.webp")]
    [InlineData("/api/v1/assets/renders/{id}/0.png")]
    [InlineData("/api/v1/assets/renders/{id}/0.WEBP")]
    [InlineData("/api/v1/assets/renders/{id}%2f0.webp")]
    [InlineData("/api/v1/assets/renders/{id}/%2e%2e%2f{id}%2f0.webp")]
    [InlineData("/api/v1/assets/renders/{id}/..%5c0.webp")]
    [InlineData("/api/v1/assets/renders/{id}/%252e%252e%252f0.webp")]
    [InlineData("/api/v1/assets/renders/{id}/./././0.webp%00")]
    [InlineData("/api/v1/assets/renders/{id}/0.webp%00.png")]
    [InlineData("/api/v1/assets/renders/{id}/0.webp%20")]
    [InlineData("/api/v1/assets/renders/{id}/{sha}.webp")]
    [InlineData("/api/v1/assets/renders/{id}")]
    [InlineData("/api/v1/assets/{path}")]
    [InlineData("/api/v1/assets/public/{path}")]
    [InlineData("/api/v1/assets/renders/../../private/{path}")]
    [InlineData("/api/v1/assets/uploads/{id}")]
    [InlineData("/api/v1/assets")]
    [InlineData("/api/v1/assets//renders/{id}/0.webp")]
    public async Task No_other_path_returns_a_file(string pattern)
    {
        var render = await CreateAsync(app);
        var path = pattern
            .Replace("{id}", $"{render.Id}").Replace("{sha}", render.Sha256).Replace("{path}", render.Path);

        var answer = await RawAsync(path); // an HTTP client would normalize the path

        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("image/webp", answer);
        if (answer.StartsWith("HTTP/1.1 404 "))
            Assert.Contains("Cache-Control: private, no-store", answer);
    }

    private static readonly HttpMethod[] Writing =
        [HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch];

    [Fact]
    public async Task A_public_picture_cannot_be_written()
    {
        var render = await CreateAsync(app);

        foreach (var method in Writing)
        {
            using var answer = await SendAsync(app.Http, method, render.Address);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        }
    }

    private async Task IsNothingAsync(string address)
    {
        var answer = await app.Http.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("no-store, private", answer.Headers.CacheControl!.ToString());
    }

    private async Task<string> RawAsync(string path)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Http.BaseAddress!.Host, app.Http.BaseAddress.Port);
        await using var stream = socket.GetStream();
        var request = $"GET {path} HTTP/1.1\r\nHost: studio\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
