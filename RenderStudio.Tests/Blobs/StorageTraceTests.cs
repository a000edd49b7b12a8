using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;
using Azure.Storage.Blobs;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Blobs;

/// <summary>URLs can contain signatures, so the storage clients do not trace requests.</summary>
public sealed class StorageTraceTests(Services services)
{
    [Fact]
    public async Task A_request_to_storage_is_not_traced()
    {
        var owner = Guid.NewGuid().ToString();
        var traced = new ConcurrentQueue<string>();
        using var listener = new AzureEventSourceListener(
            (_, text) =>
            {
                if (text.Contains(owner, StringComparison.Ordinal))
                    traced.Enqueue(text);
            },
            EventLevel.Informational);
        await using var engine = await Engine.StartAsync(services);
        var path = $"{owner}/inputs/photo.png";

        await engine.Get<BlobFiles>().CreateAsync(
            StudioContainers.Private, path, "photo"u8.ToArray(), "image/png", default);
        Assert.Empty(traced);

        // A client with default settings shows that the listener receives such requests.
        var usual = new BlobServiceClient(await services.StorageConnectionAsync());
        await usual.GetBlobContainerClient(StudioContainers.Private).GetBlobClient(path).ExistsAsync();
        Assert.NotEmpty(traced);
    }
}
