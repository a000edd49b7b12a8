using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using static RenderStudio.Tests.Functions.Usage.UsageRequests;

namespace RenderStudio.Tests.Functions.Usage;

/// <summary>An owner keeps at most the files and bytes that the plan allows.</summary>
public sealed class StorageQuotaTests(Services services) : IAsyncLifetime
{
    private const int MaxFiles = 4, Parallel = 16;

    private static readonly byte[] Photo = Drawing.Quarters(120, 80).EncodePng();

    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(services,
        ("Plans:Free:MaxStoredFiles", $"{MaxFiles}"), ("Plans:Free:ConcurrentGenerations", "100"),
        ("Plans:Pro:MaxStoredBytes", $"{(3 * StoredBytes) - 1}"), ("Plans:Pro:ConcurrentGenerations", "100"));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Concurrent_uploads_never_exceed_the_files_of_the_plan()
    {
        using var owner = await OwnerAsync(app, "files", "free");

        var answers = await Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => owner.UploadAsync(Photo)));

        Assert.Equal(MaxFiles, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(Parallel - MaxFiles, answers.Count(IsFull));
        Assert.Equal((MaxFiles, MaxFiles * StoredBytes), await StoredAsync(owner));
        var ownerId = await app.OwnerOfAsync(owner, "files");
        Assert.Equal(MaxFiles, (await app.BlobsOfAsync(ownerId)).Count);
    }

    [Fact]
    public async Task Concurrent_uploads_never_exceed_the_bytes_of_the_plan()
    {
        using var owner = await OwnerAsync(app, "bytes", "pro");

        var answers = await Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => owner.UploadAsync(Photo)));

        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal((2, 2 * StoredBytes), await StoredAsync(owner));
    }

    [Fact]
    public async Task An_owner_without_room_is_told_what_is_stored_and_continues_after_a_deletion()
    {
        using var owner = await OwnerAsync(app, "full", "free");
        var last = await FillAsync(owner);

        using var uploaded = await owner.UploadAsync(Photo);
        using var announced = await owner.AskAsync(Photo.Length, "image/png");
        using var withPhoto = await SubmitPhotoAsync(owner);
        using var withoutPhoto = await SubmitAsync(owner);
        var quote = await QuoteAsync(owner, SubmitBody);

        Assert.All([uploaded, announced, withPhoto, withoutPhoto], answer => Assert.True(IsFull(answer)));
        var problem = await uploaded.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("storage_quota_exceeded", problem.Text("code"));
        Assert.Contains("1,024 MB in 4 files", problem.Text("detail"));
        Assert.Contains("storage_quota_exceeded", $"{quote.GetProperty("problems")}");

        (await owner.DeleteAsync($"/api/v1/storage/assets/{last}")).EnsureSuccessStatusCode();
        using var accepted = await SubmitPhotoAsync(owner);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal((MaxFiles, MaxFiles * StoredBytes), await StoredAsync(owner));
    }

    [Theory]
    [InlineData("free", MaxFiles)]
    [InlineData("pro", 2)]
    public async Task Concurrent_submits_with_photos_never_exceed_the_plan_and_leave_no_photo(string plan, int most)
    {
        using var owner = await OwnerAsync(app, $"submits-{plan}", plan);

        var answers = await Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => SubmitPhotoAsync(owner)));

        Assert.Equal(most, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        Assert.Equal(Parallel - most, answers.Count(IsFull));
        var ownerId = await app.OwnerOfAsync(owner, $"submits-{plan}");
        Assert.Equal(most, (await app.BlobsOfAsync(ownerId)).Count);
    }

    [Fact]
    public async Task A_direct_upload_without_room_stays_open_until_the_owner_deletes_a_file()
    {
        using var owner = await OwnerAsync(app, "direct", "free");
        var grant = await owner.GrantedAsync(Photo.Length, "image/png");
        (await owner.PutAsync(grant, Photo)).EnsureSuccessStatusCode();
        var last = await FillAsync(owner);

        using var refused = await owner.CompleteAsync(grant);
        (await owner.DeleteAsync($"/api/v1/storage/assets/{last}")).EnsureSuccessStatusCode();
        using var completed = await owner.CompleteAsync(grant);

        Assert.True(IsFull(refused));
        Assert.Equal(HttpStatusCode.OK, completed.StatusCode);
        Assert.Equal((MaxFiles, MaxFiles * StoredBytes), await StoredAsync(owner));
    }

    [Fact]
    public async Task Announced_uploads_count_until_they_expire()
    {
        using var owner = await OwnerAsync(app, "announced", "free");
        for (var count = 0; count < MaxFiles; count++)
            await owner.GrantedAsync(Photo.Length, "image/png");

        using var refused = await owner.AskAsync(Photo.Length, "image/png");
        await app.QueryAsync<int>(
            "delete from upload_grants g using owners o where o.id = g.owner_id and o.subject = 'announced'");
        using var granted = await owner.AskAsync(Photo.Length, "image/png");

        Assert.True(IsFull(refused));
        Assert.Equal(HttpStatusCode.Created, granted.StatusCode);
        Assert.Equal((0, 0), await StoredAsync(owner));
    }

    [Fact]
    public async Task A_logo_that_replaces_another_one_needs_no_room()
    {
        using var owner = await OwnerAsync(app, "logo", "free");
        await owner.UploadedAsync(Photo, "logo_primary");
        for (var count = 1; count < MaxFiles; count++)
            await owner.UploadedAsync(Photo);

        await owner.UploadedAsync(Photo, "logo_primary");

        Assert.Equal((MaxFiles, MaxFiles * StoredBytes), await StoredAsync(owner));
        using var other = await owner.UploadAsync(Photo, "avatar");
        Assert.True(IsFull(other));
    }

    // Deterministic: the same picture is encoded to the same bytes.
    private static long StoredBytes { get; } = Core.Imaging.PictureCleaning.Clean(Photo).Value!.Bytes.Length;

    private static bool IsFull(HttpResponseMessage answer) => answer.StatusCode == HttpStatusCode.PaymentRequired;

    /// <returns>The id of the last asset.</returns>
    private static async Task<Guid> FillAsync(HttpClient owner)
    {
        Guid last = default;
        for (var count = 0; count < MaxFiles; count++)
            last = (await owner.UploadedAsync(Photo)).Id();
        return last;
    }

    private static async Task<(long Files, long Bytes)> StoredAsync(HttpClient owner)
    {
        var storage = (await UsageAsync(owner)).GetProperty("storage");
        return (storage.GetProperty("files").GetInt64(), storage.GetProperty("bytes").GetInt64());
    }

    private static async Task<HttpResponseMessage> SubmitPhotoAsync(HttpClient owner)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("redesign"), "mode" },
            { new StringContent("oak"), "prompt" },
            { new ByteArrayContent(Photo), "input1", "room.png" },
        };
        return await owner.PostAsync("/api/v1/generations", form);
    }
}
