using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>
/// A presigned link does not restrict the blob type, the tier, the headers and the size of an upload.
/// </summary>
public sealed class StagedFileTests(SharedApp shared) : IClassFixture<SharedApp>, IDisposable
{
    private static readonly byte[] Photo = Drawing.Quarters(200, 120).EncodeJpeg();
    private readonly RunningApp app = shared.App;
    private readonly HttpClient owner = shared.App.ClientOf(Guid.NewGuid().ToString());

    public void Dispose() => owner.Dispose();

    [Fact]
    public async Task An_upload_in_the_archive_tier_is_rejected_with_a_reason_and_removed()
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        await PutAsync(grant, Photo, ("x-ms-access-tier", "Archive"));
        Assert.Equal(AccessTier.Archive.ToString(), (await Blob(grant).GetPropertiesAsync()).Value.AccessTier);

        var answer = await owner.CompleteAsync(grant);

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((422, "image_unreadable"), ((int)answer.StatusCode, problem.Text("code")));
        Assert.Contains("access tier", problem.Text("detail"));
        await AssertRemovedAsync(grant);
    }

    [Theory]
    [InlineData("Hot")]
    [InlineData("Cool")]
    public async Task An_upload_in_an_online_tier_is_accepted(string tier)
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        await PutAsync(grant, Photo, ("x-ms-access-tier", tier));

        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(grant)).StatusCode);
    }

    [Theory]
    [InlineData("PageBlob", 512, 512, 415, "unsupported_media_type")]
    [InlineData("PageBlob", 512, 1L << 30, 413, "body_too_large")]
    [InlineData("AppendBlob", 512, 0, 422, "upload_incomplete")]
    public async Task A_blob_of_another_blob_type_is_rejected_and_removed(
        string type, long announced, long length, int status, string code)
    {
        var grant = await owner.GrantedAsync(announced);
        using var request = new HttpRequestMessage(HttpMethod.Put, grant.Text("uploadUrl"));
        request.Content = new ByteArrayContent([]);
        request.Headers.Add("x-ms-blob-type", type);
        if (type == "PageBlob")
            request.Headers.Add("x-ms-blob-content-length", $"{length}");
        using var put = await app.Http.SendAsync(request);
        Assert.True(put.StatusCode == HttpStatusCode.Created, await put.Content.ReadAsStringAsync());

        var answer = await owner.CompleteAsync(grant);

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, code), ((int)answer.StatusCode, problem.Text("code")));
        await AssertRemovedAsync(grant);
    }

    [Theory]
    [InlineData("a snapshot")]
    [InlineData("a lease")]
    public async Task A_rejected_upload_is_removed_despite(string what)
    {
        var grant = await owner.GrantedAsync(Photo.Length - 1);
        await PutAsync(grant, Photo);
        await HoldAsync(grant, what);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await owner.CompleteAsync(grant)).StatusCode);

        await AssertRemovedAsync(grant);
    }

    [Theory]
    [InlineData("a snapshot")]
    [InlineData("a lease")]
    public async Task An_accepted_upload_is_completed_once_despite(string what)
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        await PutAsync(grant, Photo);
        await HoldAsync(grant, what);

        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(grant)).StatusCode);

        Assert.Equal(0, (await Blob(grant).GetPropertiesAsync()).Value.ContentLength);
        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(grant)).StatusCode);
    }

    [Fact]
    public async Task Headers_that_an_upload_declares_are_ignored()
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        await PutAsync(grant, Photo, ("x-ms-blob-content-encoding", "br"), ("x-ms-blob-content-type", "text/html"),
            ("x-ms-blob-content-disposition", "attachment"), ("x-ms-meta-owner", "another"));

        var asset = await (await owner.CompleteAsync(grant)).Content.ReadFromJsonAsync<JsonElement>();

        using var stored = await app.Http.GetAsync(asset.Text("url"));
        Assert.Equal("image/jpeg", stored.Content.Headers.ContentType!.MediaType);
        Assert.Empty(stored.Content.Headers.ContentEncoding);
        Assert.Null(stored.Content.Headers.ContentDisposition);
    }

    private async Task PutAsync(JsonElement grant, byte[] file, params (string, string)[] headers)
    {
        var answer = await app.Http.PutAsync(grant, file, headers);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
    }

    private Task HoldAsync(JsonElement grant, string what) => what == "a lease"
        ? Blob(grant).GetBlobLeaseClient().AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration)
        : Blob(grant).CreateSnapshotAsync();

    /// <summary>Asserts that an empty blob without snapshots remains, and that the grant no longer exists.</summary>
    private async Task AssertRemovedAsync(JsonElement grant)
    {
        var left = Container.GetBlobs(BlobTraits.None, BlobStates.All, grant.Text("path"), default).Single();
        Assert.Equal(0, left.Properties.ContentLength);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.Http.PutAsync(grant, Photo)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.CompleteAsync(grant)).StatusCode);
    }

    private BlobContainerClient Container =>
        app.Engine.Get<BlobServiceClient>().GetBlobContainerClient(StudioContainers.Private);

    private BlobClient Blob(JsonElement grant) => Container.GetBlobClient(grant.Text("path"));
}
