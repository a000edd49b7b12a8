using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>Anonymous access to published renders and uploads.</summary>
public sealed class PublicAssetTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly byte[] Picture = Drawing.Quarters(160, 120).EncodeWebP();
    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task A_public_picture_is_streamed_with_the_type_and_headers_of_the_app()
    {
        var render = await PublishedAsync();

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
        var render = await PublishedAsync();
        await app.QueryAsync<int>("update variant_files set name = '0_exact.png' where render_id = @Id", render);

        var answer = await app.Http.GetAsync($"/api/v1/assets/renders/{render.Id}/0_exact.png");

        Assert.Equal("image/png", answer.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?v=")]
    [InlineData("?v=0000000000000000")]
    public async Task Without_the_version_of_the_content_caches_revalidate_each_time(string query)
    {
        var render = await PublishedAsync();

        var answer = await app.Http.GetAsync(render.Address + query);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("public, no-cache", answer.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData(7, "public, no-cache")]
    [InlineData(8, "public, max-age=31536000, immutable")]
    [InlineData(64, "public, max-age=31536000, immutable")]
    public async Task Eight_digits_of_the_version_identify_the_content(int digits, string caching)
    {
        var render = await PublishedAsync();

        var answer = await app.Http.GetAsync($"{render.Address}?v={render.Sha256[..digits]}");

        Assert.Equal(caching, answer.Headers.CacheControl!.ToString());
        Assert.Equal("cross-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
    }

    [Fact]
    public async Task A_current_copy_is_not_sent_again()
    {
        var render = await PublishedAsync();

        var tag = $"\"{render.Sha256}\"";
        foreach (var known in new[] { tag, $"W/{tag}", $"\"x\", {tag}", "*" })
        {
            var answer = await SendAsync(HttpMethod.Get, render.Address, ("If-None-Match", known));

            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }

        Assert.Equal(HttpStatusCode.OK,
            (await SendAsync(HttpMethod.Get, render.Address, ("If-None-Match", "\"other\""))).StatusCode);
        await HideAsync(render);
        var hidden = await SendAsync(HttpMethod.Get, render.Address, ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
    }

    [Fact]
    public async Task HEAD_returns_the_headers_of_GET_without_the_picture()
    {
        var render = await PublishedAsync();

        var answer = await SendAsync(HttpMethod.Head, render.Address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Picture.Length, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=10-", 10, null)]
    [InlineData("bytes=-5", -5, 5)]
    [InlineData("bytes=20-99999999", 20, null)]
    [InlineData("bytes=-99999999", 0, null)]
    public async Task A_range_request_returns_the_range(string range, int from, int? length)
    {
        var render = await PublishedAsync();

        var answer = await SendAsync(HttpMethod.Get, render.Address, ("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        var start = from < 0 ? Picture.Length + from : from;
        var expected = Picture.AsSpan(start, length ?? Picture.Length - start).ToArray();
        Assert.Equal(expected, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(
            $"bytes {start}-{start + expected.Length - 1}/{Picture.Length}",
            answer.Content.Headers.ContentRange!.ToString());
    }

    [Theory]
    [InlineData("bytes=99999999-", 416)]
    [InlineData("bytes=-0", 416)]
    [InlineData("bytes=0-1,3-4", 200)]
    [InlineData("pages=1-2", 200)]
    [InlineData("bytes=9-1", 200)]
    public async Task An_invalid_range_is_rejected_or_answered_with_the_whole_picture(string range, int status)
    {
        var render = await PublishedAsync();

        var answer = await SendAsync(HttpMethod.Get, render.Address, ("Range", range));

        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 416)
            Assert.Equal($"bytes */{Picture.Length}", answer.Content.Headers.ContentRange!.ToString());
    }

    [Fact]
    public async Task A_range_of_outdated_content_is_answered_with_the_whole_picture()
    {
        var render = await PublishedAsync();

        var answer = await SendAsync(
            HttpMethod.Get, render.Address, ("Range", "bytes=0-9"), ("If-Range", "\"other\""));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_page_of_any_origin_can_read_a_public_picture()
    {
        var render = await PublishedAsync();

        var preflight = await SendAsync(
            HttpMethod.Options, render.Address,
            ("Origin", "https://anywhere.example.org"), ("Access-Control-Request-Method", "GET"));
        var answer = await SendAsync(HttpMethod.Get, render.Address, ("Origin", "https://anywhere.example.org"));

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("*", preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task A_private_file_is_not_found()
    {
        var render = await PublishedAsync();
        await HideAsync(render);
        await IsNothingAsync(render.Address);

        var deleted = await PublishedAsync();
        await app.QueryAsync<int>("update renders set deleted_at = now() where id = @Id", deleted);
        await IsNothingAsync(deleted.Address);

        var unfinished = await PublishedAsync();
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
        var render = await PublishedAsync();
        var path = pattern
            .Replace("{id}", $"{render.Id}").Replace("{sha}", render.Sha256).Replace("{path}", render.Path);

        var answer = await RawAsync(path); // an HTTP client would normalize the path

        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("image/webp", answer);
        if (answer.StartsWith("HTTP/1.1 404 "))
            Assert.Contains("Cache-Control: no-store", answer);
    }

    private static readonly HttpMethod[] Writing =
        [HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch];

    [Fact]
    public async Task A_public_picture_cannot_be_written()
    {
        var render = await PublishedAsync();

        foreach (var method in Writing)
            Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(method, render.Address)).StatusCode);
    }

    private async Task IsNothingAsync(string address)
    {
        var answer = await app.Http.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string address, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, address);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await app.Http.SendAsync(request);
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

    private async Task HideAsync(Published render) =>
        await app.QueryAsync<int>("update renders set is_public = false where id = @Id", render);

    private async Task<Published> PublishedAsync()
    {
        var render = await StoredRender.CreateAsync(app.Engine, files: 1, _ => Picture);
        var change = app.Services.GetRequiredService<ChangeVisibility>();
        Assert.Null(await change.RunAsync(render.Id, render.OwnerId, isPublic: true, default));
        return new(render.Id, render.Paths[0], Convert.ToHexStringLower(SHA256.HashData(Picture)));
    }

    private sealed record Published(Guid Id, string Path, string Sha256)
    {
        public string Address => $"/api/v1/assets/renders/{Id}/0.webp";
    }
}
