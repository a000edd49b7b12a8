using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Assets;

public sealed class PhotoReaderTests(Services services) : IAsyncLifetime
{
    private readonly string path = $"{Guid.NewGuid()}/photo.png";
    private ServiceProvider provider = null!;
    private PhotoReader photos = null!;

    public async ValueTask InitializeAsync()
    {
        var account = await services.StorageConnectionAsync();
        var settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = account };
        provider = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddBlobs(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).AddAssets()
            .BuildServiceProvider();
        await provider.GetRequiredService<StorageSetup>().RunAsync(["https://studio.example.com"], default);
        photos = provider.GetRequiredService<PhotoReader>();
        await provider.GetRequiredService<BlobFiles>()
            .CreateAsync(StudioContainers.Private, path, "photo"u8.ToArray(), "image/png", default);
    }

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    [Fact]
    public async Task The_number_of_photos_in_memory_does_not_exceed_the_limit()
    {
        var holders = 0;
        var end = new TaskCompletionSource();
        var reads = Enumerable.Range(0, 4 * PhotoReader.MaxParallel).Select(_ => ReadAsync(async content =>
        {
            Interlocked.Increment(ref holders);
            await end.Task;
            return $"{content}";
        })).ToList();
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref holders) >= PhotoReader.MaxParallel);
        // A reader beyond the limit would have read its photo by the end of these reads.
        for (var count = 0; count < reads.Count; count++)
            await provider.GetRequiredService<BlobFiles>().ReadAsync(StudioContainers.Private, path, default);
        Assert.Equal(PhotoReader.MaxParallel, Volatile.Read(ref holders));

        end.SetResult();
        Assert.All(await Task.WhenAll(reads), text => Assert.Equal("photo", text));
    }

    [Fact]
    public async Task A_failed_use_releases_its_slot_and_a_missing_photo_is_null()
    {
        for (var count = 0; count <= PhotoReader.MaxParallel; count++)
            await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync<int>(_ => throw new InvalidDataException()));

        Assert.True(await photos.UseAsync(
            StudioContainers.Private, $"{path}.not", content => Task.FromResult(content is null), default));
    }

    private Task<T> ReadAsync<T>(Func<BinaryData?, Task<T>> use) =>
        photos.UseAsync(StudioContainers.Private, path, use, TestContext.Current.CancellationToken);
}
