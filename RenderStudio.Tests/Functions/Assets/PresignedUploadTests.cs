using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>A presigned upload has no effect until it is completed and verified.</summary>
public sealed class PresignedUploadTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private static readonly byte[] Photo = ExifBytes.IntoJpeg(Drawing.Quarters(200, 120).EncodeJpeg(), orientation: 6);
    private readonly RunningApp app = shared.App;
    private HttpClient owner = null!;
    private Guid ownerId;

    public async ValueTask InitializeAsync()
    {
        var subject = Guid.NewGuid().ToString();
        owner = app.ClientOf(subject);
        ownerId = await app.OwnerOfAsync(owner, subject);
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_completed_upload_becomes_an_asset()
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        Assert.Equal(["assetId", "uploadUrl", "path", "expiresAt", "headers"],
            grant.EnumerateObject().Select(field => field.Name));
        Assert.EndsWith("Z", grant.Text("expiresAt"));
        Assert.Matches("^staging/[0-9a-f-]{36}$", grant.Text("path"));
        Assert.Equal(HttpStatusCode.NotFound, (await owner.CompleteAsync(grant)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await app.Http.PutAsync(grant, Photo)).StatusCode);

        var completed = await owner.CompleteAsync(grant);
        var again = await owner.CompleteAsync(grant);

        Assert.Equal(HttpStatusCode.OK, completed.StatusCode);
        var asset = await completed.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((grant.GetProperty("assetId").GetGuid(), 120, 200),
            (asset.Id(), asset.GetProperty("width").GetInt32(), asset.GetProperty("height").GetInt32()));
        Assert.Equal(asset.Id(), (await again.Content.ReadFromJsonAsync<JsonElement>()).Id());
        var stored = await app.Http.GetByteArrayAsync(asset.Text("url"));
        Assert.DoesNotContain(ExifBytes.Gps, System.Text.Encoding.Latin1.GetString(stored));
        Assert.Equal([asset.Text("path")], await app.BlobsOfAsync(ownerId));
        Assert.False(await StagedAsync(grant));
        Assert.Equal(HttpStatusCode.Forbidden, (await app.Http.PutAsync(grant, Photo)).StatusCode);
    }

    [Fact]
    public async Task Concurrent_completions_create_one_asset()
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        await app.Http.PutAsync(grant, Photo);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => owner.CompleteAsync(grant)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single(await app.BlobsOfAsync(ownerId));
        Assert.Equal(1, await app.QueryAsync<int>(
            "select count(*) from assets where owner_id = @ownerId", new { ownerId }));
    }

    [Theory]
    [InlineData("html", 415, "unsupported_media_type")]
    [InlineData("1 byte", 415, "unsupported_media_type")]
    [InlineData("truncated", 422, "image_unreadable")]
    [InlineData("limit + 1", 413, "body_too_large")]
    [InlineData("another size", 422, "validation_failed")]
    [InlineData("0 bytes", 422, "upload_incomplete")]
    [InlineData("gzip", 415, "unsupported_media_type")]
    [InlineData("a bomb", 422, "image_too_large")]
    public async Task An_invalid_upload_is_reported_and_deleted(string what, int status, string code)
    {
        byte[] file = what switch
        {
            "html" => [.. "<html><script>alert(1)</script>"u8],
            "1 byte" => [1],
            "truncated" => Photo[..(Photo.Length / 2)],
            "limit + 1" => new byte[AssetKind.MaxBytes + 1],
            "0 bytes" => [],
            "gzip" => Zipped(Photo),
            "a bomb" => BadFiles.Of("268 megapixels of WebP in 30 bytes"),
            _ => Photo,
        };
        var announced = what is "another size" or "limit + 1" or "0 bytes" ? 100 : file.Length;
        (string, string)[] encoding = what == "gzip" ? [("x-ms-blob-content-encoding", "gzip")] : [];
        var grant = await owner.GrantedAsync(announced);
        Assert.Equal(HttpStatusCode.Created, (await app.Http.PutAsync(grant, file, encoding)).StatusCode);

        var answer = await owner.CompleteAsync(grant);

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, code), ((int)answer.StatusCode, problem.Text("code")));
        Assert.False(await StagedAsync(grant));
        Assert.Empty(await app.BlobsOfAsync(ownerId));
        Assert.Equal(HttpStatusCode.NotFound, (await owner.CompleteAsync(grant)).StatusCode);
    }

    [Fact]
    public async Task The_type_of_an_upload_is_read_from_its_bytes_and_not_from_the_header_of_the_blob()
    {
        var file = Drawing.Quarters(200, 120).EncodeWebP();
        var grant = await owner.GrantedAsync(file.Length, "image/webp");
        await app.Http.PutAsync(grant, file, ("x-ms-blob-content-type", "text/html"));

        var asset = await (await owner.CompleteAsync(grant)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("image/jpeg", asset.Text("contentType"));
        var shown = await app.Http.GetAsync(asset.Text("url"));
        Assert.Equal("image/jpeg", shown.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("image/jpeg", "image/png")]
    [InlineData("image/jpeg", "image/webp")]
    [InlineData("image/png", "image/jpeg")]
    [InlineData("image/webp", "image/png")]
    public async Task A_picture_whose_type_differs_from_the_announced_type_is_rejected_and_removed(
        string announced, string came)
    {
        var picture = Drawing.Quarters(200, 120);
        var file = came switch
        {
            "image/png" => picture.EncodePng(),
            "image/webp" => picture.EncodeWebP(),
            _ => picture.EncodeJpeg(),
        };
        var grant = await owner.GrantedAsync(file.Length, announced);
        await app.Http.PutAsync(grant, file);

        var answer = await owner.CompleteAsync(grant);

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((422, "validation_failed"), ((int)answer.StatusCode, problem.Text("code")));
        Assert.Equal($"{announced} was announced and {came} was uploaded.",
            problem.GetProperty("errors").GetProperty("contentType")[0].GetString());
        Assert.False(await StagedAsync(grant));
        Assert.Empty(await app.BlobsOfAsync(ownerId));
        Assert.Equal(HttpStatusCode.NotFound, (await owner.CompleteAsync(grant)).StatusCode);
    }

    [Fact]
    public async Task A_file_of_exactly_the_maximum_size_is_accepted()
    {
        byte[] padded = [.. Photo, .. new byte[AssetKind.MaxBytes - Photo.Length]];
        var grant = await owner.GrantedAsync(padded.Length);
        await app.Http.PutAsync(grant, padded);

        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(grant)).StatusCode);
    }

    [Fact]
    public async Task An_owner_cannot_announce_more_bytes_than_the_limit()
    {
        await app.QueryAsync<int>(
            """
            insert into upload_grants (id, owner_id, kind, content_type, bytes, expires_at)
            values (gen_random_uuid(), @ownerId, 'input', 'image/png', 500 * 1024 * 1024 - 1000, now())
            """, new { ownerId });

        Assert.Equal(HttpStatusCode.Created, (await owner.AskAsync(1000)).StatusCode);
        var refused = await owner.AskAsync(1);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    [Fact]
    public async Task A_grant_of_another_owner_is_not_found()
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        await app.Http.PutAsync(grant, Photo);
        using var otherOwner = app.ClientOf(Guid.NewGuid().ToString());

        var answer = await otherOwner.CompleteAsync(grant);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.True(await StagedAsync(grant));
    }

    [Fact]
    public async Task An_upload_that_is_not_completed_is_swept()
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        await app.Http.PutAsync(grant, Photo);
        await AgeAsync("59 minutes");
        await SweepAsync(minutes: 59, dryRun: false);
        Assert.True(await StagedAsync(grant));
        Assert.Equal(1, await GrantsAsync());

        await AgeAsync("61 minutes");
        Assert.InRange((await SweepAsync(minutes: 61, dryRun: true)).Found, 1, int.MaxValue);
        Assert.True(await StagedAsync(grant));
        Assert.Equal(1, await GrantsAsync());
        await SweepAsync(minutes: 61, dryRun: false);

        Assert.False(await StagedAsync(grant));
        Assert.Equal(0, await GrantsAsync());
    }

    /// <summary>Runs the sweep with a clock that is the given number of minutes ahead.</summary>
    private Task<SweepCount> SweepAsync(int minutes, bool dryRun)
    {
        var clock = new FixedClock(TimeProvider.System.GetUtcNow().AddMinutes(minutes));
        return ActivatorUtilities.CreateInstance<StagedUploadsSweep>(app.Services, clock).RunAsync(dryRun, default);
    }

    private Task<int> AgeAsync(string age) => app.QueryAsync<int>(
        "update upload_grants set created_at = now() - @age::interval where owner_id = @ownerId", new { age, ownerId });

    private Task<int> GrantsAsync() => app.QueryAsync<int>(
        "select count(*) from upload_grants where owner_id = @ownerId", new { ownerId });

    private static byte[] Zipped(byte[] file)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Optimal))
            zip.Write(file);
        return zipped.ToArray();
    }

    private BlobClient Blob(string container, string path) =>
        app.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(container).GetBlobClient(path);

    /// <summary>Returns true if the staged file still has content. An empty blob only blocks a second upload.</summary>
    private async Task<bool> StagedAsync(JsonElement grant)
    {
        var blob = Blob(StudioContainers.Private, grant.Text("path"));
        return await blob.ExistsAsync() && (await blob.GetPropertiesAsync()).Value.ContentLength > 0;
    }
}
