using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;

namespace RenderStudio.Core.Blobs;

/// <summary>Creates the containers and queues of the app in the storage account. Idempotent.</summary>
public sealed partial class StorageSetup(
    BlobServiceClient blobs, QueueServiceClient queues, ILogger<StorageSetup> logger)
{
    /// <param name="allowedOrigins">Origins whose pages may read and write blobs by signed link; empty leaves CORS
    /// unchanged.</param>
    public async Task RunAsync(IReadOnlyCollection<string> allowedOrigins, CancellationToken ct)
    {
        foreach (var container in StudioContainers.All)
            await CreateClosedAsync(blobs.GetBlobContainerClient(container), ct);
        foreach (var queue in StudioQueues.All)
            await queues.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: ct);
        if (allowedOrigins.Count > 0)
            await AllowAsync(allowedOrigins, ct);
        LogReady(logger, StudioContainers.All.Count, StudioQueues.All.Count);
    }

    /// <summary>Creates the container, and removes public access from an existing one.</summary>
    private async Task CreateClosedAsync(BlobContainerClient container, CancellationToken ct)
    {
        if (await container.CreateIfNotExistsAsync(cancellationToken: ct) is not null)
            return;
        BlobContainerProperties found = await container.GetPropertiesAsync(cancellationToken: ct);
        if (found.PublicAccess is null or PublicAccessType.None)
            return;
        await container.SetAccessPolicyAsync(PublicAccessType.None, cancellationToken: ct);
        LogClosed(logger, container.Name);
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
        Message = "Storage is ready (containers: {Containers}, queues: {Queues})")]
    private static partial void LogReady(ILogger logger, int containers, int queues);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Container {Container} allowed public access; the access is removed")]
    private static partial void LogClosed(ILogger logger, string container);
}
