using System.Net;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>Uploads that exceed their grant are removed by the reconciler or by the next grant of the owner.</summary>
[Collection<OnSweptStorage>]
public sealed class ExceededUploadTests(Services services, SweptStorage storage) : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;
    private static readonly byte[] Photo = Drawing.Quarters(96, 96).EncodeJpeg();
    private RunningApp app = null!;
    private HttpClient owner = null!;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(
            services, storage.Setting, ("Storage:MaxStagedBytes", $"{20 * Megabyte}"), ("Storage:MaxStagedFiles", "15"));
        owner = app.ClientOf("exceeding");
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return app.DisposeAsync();
    }

    [Fact]
    public async Task One_round_removes_sixty_megabytes_that_were_put_to_each_of_twelve_grants_of_one_byte()
    {
        var honest = await owner.GrantedAsync(1000);
        await PutAsync(honest, new byte[1000]);
        List<JsonElement> grants = [];
        var file = new byte[60 * Megabyte];
        for (var i = 0; i < 12; i++)
            grants.Add(await owner.GrantedAsync(1));
        foreach (var grant in grants)
            await PutAsync(grant, file);

        await app.Engine.Get<SweepStorage>().RunUrgentAsync(dryRun: false, default);

        Assert.Equal(1000, await StagedBytesAsync([honest, .. grants]));
        Assert.Equal(1, await GrantsAsync());
        foreach (var grant in grants)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await owner.CompleteAsync(grant)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await app.Http.PutAsync(grant, [1])).StatusCode);
        }
    }

    [Fact]
    public async Task The_next_grant_removes_the_owners_uploads_that_exceed_their_grants()
    {
        var (honest, exceeded) = (await owner.GrantedAsync(5), await owner.GrantedAsync(1));
        await PutAsync(honest, new byte[5]);
        await PutAsync(exceeded, new byte[Megabyte]);

        await owner.GrantedAsync(1);

        Assert.Equal(5, await StagedBytesAsync([honest, exceeded]));
        Assert.Equal(2, await GrantsAsync());
    }

    [Fact]
    public async Task A_dry_run_counts_exceeded_uploads_and_removes_nothing()
    {
        var grant = await owner.GrantedAsync(1);
        await PutAsync(grant, new byte[2]);

        var counts = await app.Engine.Get<SweepStorage>().RunUrgentAsync(dryRun: true, default);

        Assert.Equal(0, counts["uploads beyond their grant"].Removed);
        Assert.InRange(counts["uploads beyond their grant"].Found, 1, int.MaxValue);
        Assert.Equal(2, await StagedBytesAsync([grant]));
    }

    [Fact]
    public async Task The_number_of_open_grants_of_an_owner_is_limited()
    {
        for (var i = 0; i < 15; i++)
            await owner.GrantedAsync(1);

        using var refused = await owner.AskAsync(1);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        using var other = app.ClientOf("announcing-too");
        using var granted = await other.AskAsync(1);
        Assert.Equal(HttpStatusCode.Created, granted.StatusCode);
    }

    [Fact]
    public async Task A_leased_upload_does_not_prevent_the_removal_of_other_uploads()
    {
        var (leased, other) = (await owner.GrantedAsync(1), await owner.GrantedAsync(1));
        await PutAsync(leased, new byte[2]);
        await PutAsync(other, new byte[2]);
        await Blob(leased).GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(60));

        await app.Engine.Get<SweepStorage>().RunUrgentAsync(dryRun: false, default);

        Assert.Equal(0, await StagedBytesAsync([leased, other]));
    }

    [Fact]
    public async Task A_file_of_a_used_or_missing_grant_is_removed_and_a_file_of_an_open_grant_is_kept()
    {
        var (used, lost) = (await owner.GrantedAsync(Photo.Length), await owner.GrantedAsync(2));
        var live = await owner.GrantedAsync(3);
        await PutAsync(used, Photo);
        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(used)).StatusCode);
        await Blob(used).DeleteAsync(); // the empty blob blocks a second upload; without it the link works again
        await PutAsync(used, Photo);
        await PutAsync(lost, new byte[2]);
        await app.Engine.ExecuteAsync(
            "delete from upload_grants where id = @id", new { id = IdOf(lost) });
        await PutAsync(live, new byte[3]);

        await app.Engine.Get<SweepStorage>().RunUrgentAsync(dryRun: false, default);

        Assert.Equal(0, await StagedBytesAsync([used, lost]));
        Assert.Equal(3, await StagedBytesAsync([live]));
        Assert.Equal(1, await GrantsAsync());
    }

    [Fact]
    public async Task A_round_that_finds_a_file_after_the_erasure_of_its_owner_leaves_no_file()
    {
        var grant = await owner.GrantedAsync(2);
        await PutAsync(grant, new byte[2]);
        await app.Engine.ExecuteAsync("delete from upload_grants where id = @id", new { id = IdOf(grant) });

        await app.Engine.Get<SweepStorage>().RunUrgentAsync(dryRun: false, default);

        Assert.False(await Blob(grant).ExistsAsync());
    }

    [Fact]
    public async Task A_link_that_ends_during_the_erasure_of_its_owner_leaves_no_file()
    {
        var ownerId = await app.OwnerOfAsync(owner, "exceeding");
        var announced = await owner.GrantedAsync(2);
        await PutAsync(announced, new byte[2]);
        var grant = await app.Engine.Get<UploadGrantStore>().FindAsync(IdOf(announced), ownerId, default);
        await app.Engine.ExecuteAsync(
            "update owners set subject = id::text, erased_at = now() where id = @ownerId", new { ownerId });

        await app.Engine.Get<StagedFiles>().EndLinkAsync(grant!, default);

        Assert.False(await Blob(announced).ExistsAsync());
    }

    private static Guid IdOf(JsonElement grant) => grant.GetProperty("assetId").GetGuid();

    private async Task PutAsync(JsonElement grant, byte[] file) =>
        Assert.Equal(HttpStatusCode.Created, (await app.Http.PutAsync(grant, file)).StatusCode);

    private async Task<long> StagedBytesAsync(IEnumerable<JsonElement> grants)
    {
        var bytes = 0L;
        foreach (var grant in grants)
        {
            if (await Blob(grant).ExistsAsync())
                bytes += (await Blob(grant).GetPropertiesAsync()).Value.ContentLength;
        }

        return bytes;
    }

    private BlobClient Blob(JsonElement grant) => app.Engine.Get<BlobServiceClient>()
        .GetBlobContainerClient(StudioContainers.Private).GetBlobClient(grant.Text("path"));

    private Task<int> GrantsAsync() => app.QueryAsync<int>("select count(*)::int from upload_grants");
}
