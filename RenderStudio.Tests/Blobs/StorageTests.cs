using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Blobs;

public sealed class StorageTests(Services services) : IAsyncLifetime
{
    private readonly string folder = Guid.NewGuid().ToString();
    private ServiceProvider provider = null!;
    private BlobFiles files = null!;

    public async ValueTask InitializeAsync()
    {
        var account = await services.StorageConnectionAsync();
        var settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = account };
        provider = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddBlobs(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        files = provider.GetRequiredService<BlobFiles>();
        await provider.GetRequiredService<StorageSetup>().RunAsync(["https://studio.example.com"], default);
    }

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    [Fact]
    public async Task A_file_is_written_once_and_not_overwritten()
    {
        var path = $"{folder}/once.bin";

        var first = await files.CreateAsync(
            StudioContainers.Private, path, "first"u8.ToArray(), "text/plain", default);
        var second = await files.CreateAsync(
            StudioContainers.Private, path, "second"u8.ToArray(), "text/plain", default);

        Assert.Equal((true, false), (first, second));
        var read = await files.ReadAsync(StudioContainers.Private, path, default);
        Assert.Equal("first", read!.ToString());
    }

    [Fact]
    public async Task A_file_is_stored_with_its_type_hash_and_cache_control()
    {
        var path = $"{folder}/described.bin";
        await files.CreateAsync(StudioContainers.Private, path, "picture"u8.ToArray(), "image/webp", default);

        var blob = provider.GetRequiredService<BlobServiceClient>()
            .GetBlobContainerClient(StudioContainers.Private).GetBlobClient(path);
        var properties = (await blob.GetPropertiesAsync()).Value;

        Assert.Equal("image/webp", properties.ContentType);
        Assert.Equal("private, max-age=31536000, immutable", properties.CacheControl);
        Assert.Equal("VFb8VMdKKXzplJmMKHOzcA==", Convert.ToBase64String(properties.ContentHash));
    }

    [Fact]
    public async Task Bytes_that_are_corrupted_in_transit_are_rejected_and_nothing_is_stored()
    {
        var path = $"{folder}/damaged.bin";
        var damage = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        damage.AddPolicy(new DamagedLine(), HttpPipelinePosition.BeforeTransport);
        var storage = new BlobServiceClient(await services.StorageConnectionAsync(), damage);
        var broken = new BlobFiles(storage, provider.GetRequiredService<BlobSigner>());

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() =>
            broken.CreateAsync(StudioContainers.Private, path, "picture"u8.ToArray(), "image/webp", default));

        Assert.Equal(400, refused.Status);
        Assert.Null(await files.ReadAsync(StudioContainers.Private, path, default));
    }

    [Fact]
    public async Task A_deleted_file_no_longer_exists()
    {
        var path = $"{folder}/gone.bin";
        await files.CreateAsync(StudioContainers.Private, path, "x"u8.ToArray(), "text/plain", default);

        Assert.True(await files.DeleteAsync(StudioContainers.Private, path, default));
        Assert.False(await files.DeleteAsync(StudioContainers.Private, path, default));
        Assert.Null(await files.ReadAsync(StudioContainers.Private, path, default));
    }

    [Fact]
    public async Task A_link_allows_reading_of_one_file_until_it_expires_and_nothing_else()
    {
        var path = $"{folder}/linked.bin";
        await files.CreateAsync(StudioContainers.Private, path, "seen"u8.ToArray(), "text/plain", default);
        using var http = new HttpClient(new SocketsHttpHandler());
        var now = TimeProvider.System.GetUtcNow();
        var link = files.SignRead(StudioContainers.Private, path, now.AddMinutes(1));

        Assert.Equal("seen", await http.GetStringAsync(link));
        Assert.False((await http.DeleteAsync(link)).IsSuccessStatusCode);
        Assert.False((await http.GetAsync(new UriBuilder(link) { Query = "" }.Uri)).IsSuccessStatusCode);
        var elsewhere = new UriBuilder(link) { Path = link.AbsolutePath.Replace("linked", "other") }.Uri;
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.GetAsync(elsewhere)).StatusCode);
        var stale = files.SignRead(StudioContainers.Private, path, now.AddMinutes(-1));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.GetAsync(stale)).StatusCode);
    }

    [Fact]
    public async Task Setup_creates_every_container_and_queue_and_the_CORS_rules_for_uploads()
    {
        var blobs = provider.GetRequiredService<BlobServiceClient>();
        var queues = provider.GetRequiredService<QueueServiceClient>();

        foreach (var container in StudioContainers.All)
            Assert.True(await blobs.GetBlobContainerClient(container).ExistsAsync());
        foreach (var queue in StudioQueues.All)
            Assert.True(await queues.GetQueueClient(queue).ExistsAsync());
        var rule = Assert.Single((await blobs.GetPropertiesAsync()).Value.Cors);
        Assert.Equal("https://studio.example.com", rule.AllowedOrigins);
    }

    [Theory]
    [InlineData("2026-11-20T10:00:00Z", "2026-11-20T10:10:00Z")]
    [InlineData("2026-11-20T10:04:59Z", "2026-11-20T10:10:00Z")]
    [InlineData("2026-11-20T10:05:00Z", "2026-11-20T10:15:00Z")]
    public void Links_expire_five_minutes_after_the_next_boundary(string now, string expiry) =>
        Assert.Equal(
            DateTimeOffset.Parse(expiry),
            new BlobLinks(files, new FixedClock(DateTimeOffset.Parse(now))).Expiry());

    /// <summary>Flips one bit of every request body.</summary>
    private sealed class DamagedLine : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Content is not { } content)
                return;
            using var body = new MemoryStream();
            content.WriteTo(body, default);
            var bytes = body.ToArray();
            bytes[^1] ^= 1;
            message.Request.Content = RequestContent.Create(bytes);
        }
    }
}
