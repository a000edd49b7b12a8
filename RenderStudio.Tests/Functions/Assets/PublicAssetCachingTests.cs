using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.App;
using static RenderStudio.Tests.Functions.Assets.PublishedPicture;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>Versions, entity tags, HEAD and ranges of published files.</summary>
public sealed class PublicAssetCachingTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.App;

    [Theory]
    [InlineData("")]
    [InlineData("?v=")]
    [InlineData("?v=0000000000000000")]
    public async Task Without_the_version_of_the_content_caches_revalidate_each_time(string query)
    {
        var render = await CreateAsync(app);

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
        var render = await CreateAsync(app);

        var answer = await app.Http.GetAsync($"{render.Address}?v={render.Sha256[..digits]}");

        Assert.Equal(caching, answer.Headers.CacheControl!.ToString());
        Assert.Equal("cross-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
    }

    [Fact]
    public async Task A_current_copy_is_not_sent_again()
    {
        var render = await CreateAsync(app);

        var tag = $"\"{render.Sha256}\"";
        foreach (var known in new[] { tag, $"W/{tag}", $"\"x\", {tag}", "*" })
        {
            var answer = await SendAsync(app.Http, HttpMethod.Get, render.Address, ("If-None-Match", known));

            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }

        Assert.Equal(HttpStatusCode.OK,
            (await SendAsync(app.Http, HttpMethod.Get, render.Address, ("If-None-Match", "\"other\""))).StatusCode);
        await HideAsync(app, render);
        var hidden = await SendAsync(app.Http, HttpMethod.Get, render.Address, ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
    }

    [Fact]
    public async Task HEAD_returns_the_headers_of_GET_without_the_picture()
    {
        var render = await CreateAsync(app);

        var answer = await SendAsync(app.Http, HttpMethod.Head, render.Address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Picture.Length, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Range", "bytes=0-9")]
    [InlineData("Range", "bytes=99999999-")]
    [InlineData("If-None-Match", "*")]
    public async Task HEAD_is_answered_as_GET_whether_the_file_has_arrived_or_not(string name, string value)
    {
        var render = await CreateAsync(app);
        (string, string)[] headers = name == "" ? [] : [(name, value)];
        foreach (var arrived in new[] { true, false })
        {
            if (!arrived)
                await app.Services.GetRequiredService<BlobFiles>()
                    .DeleteAsync(StudioContainers.Public, render.Path, default);

            using var get = await SendAsync(app.Http, HttpMethod.Get, render.Address, headers);
            using var head = await SendAsync(app.Http, HttpMethod.Head, render.Address, headers);

            Assert.Equal(get.StatusCode, head.StatusCode);
            Assert.Equal(get.Headers.CacheControl, head.Headers.CacheControl);
            Assert.Equal(get.Headers.ETag, head.Headers.ETag);
            Assert.Equal(get.Content.Headers.ContentRange, head.Content.Headers.ContentRange);
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
            if (value is "" or "bytes=0-9")
                Assert.Equal(arrived, get.IsSuccessStatusCode);
        }
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=10-", 10, null)]
    [InlineData("bytes=-5", -5, 5)]
    [InlineData("bytes=20-99999999", 20, null)]
    [InlineData("bytes=-99999999", 0, null)]
    public async Task A_range_request_returns_the_range(string range, int from, int? length)
    {
        var render = await CreateAsync(app);

        var answer = await SendAsync(app.Http, HttpMethod.Get, render.Address, ("Range", range));

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
        var render = await CreateAsync(app);

        var answer = await SendAsync(app.Http, HttpMethod.Get, render.Address, ("Range", range));

        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 416)
        {
            Assert.Equal($"bytes */{Picture.Length}", answer.Content.Headers.ContentRange!.ToString());
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.Contains("\"code\":\"range_not_satisfiable\"", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_range_of_outdated_content_is_answered_with_the_whole_picture()
    {
        var render = await CreateAsync(app);

        var answer = await SendAsync(app.Http,
            HttpMethod.Get, render.Address, ("Range", "bytes=0-9"), ("If-Range", "\"other\""));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
