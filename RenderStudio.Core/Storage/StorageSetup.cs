using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;

namespace RenderStudio.Core.Storage;

/// <summary>Creates what the app expects to find in the storage account. Doing it again changes nothing.</summary>
public sealed partial class StorageSetup(
    BlobServiceClient blobs, QueueServiceClient queues, ILogger<StorageSetup> logger)
{
    /// <param name="allowedOrigins">Frontends whose pages may read and write blobs by signed link; none leaves CORS
    /// alone.</param>
    public async Task RunAsync(IReadOnlyCollection<string> allowedOrigins, CancellationToken ct)
    {
        foreach (var container in StudioContainers.All)
            await blobs.GetBlobContainerClient(container).CreateIfNotExistsAsync(cancellationToken: ct);
        foreach (var queue in StudioQueues.All)
            await queues.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: ct);
        if (allowedOrigins.Count > 0)
            await AllowAsync(allowedOrigins, ct);
        LogReady(logger, StudioContainers.All.Count, StudioQueues.All.Count);
    }

    private async Task AllowAsync(IReadOnlyCollection<string> origins, CancellationToken ct)
    {
        BlobServiceProperties properties = await blobs.GetPropertiesAsync(ct);
        properties.Cors =
        [
            new BlobCorsRule
            {
                AllowedOrigins = string.Join(',', origins),
                AllowedMethods = "GET,HEAD,PUT,OPTIONS",
                AllowedHeaders = "*",
                ExposedHeaders = "ETag,Content-MD5",
                MaxAgeInSeconds = 3600,
            },
        ];
        await blobs.SetPropertiesAsync(properties, ct);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Storage has its {Containers} containers and {Queues} queues")]
    private static partial void LogReady(ILogger logger, int containers, int queues);
}
