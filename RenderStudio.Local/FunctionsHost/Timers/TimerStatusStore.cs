using Azure;
using Azure.Storage.Blobs;
using Newtonsoft.Json;

namespace RenderStudio.Local.FunctionsHost.Timers;

/// <summary>Timer status, one blob per timer, where the host keeps it.</summary>
internal sealed class TimerStatusStore(string connection, string hostId)
{
    private readonly BlobContainerClient container =
        new BlobServiceClient(connection).GetBlobContainerClient("azure-webjobs-hosts");

    /// <summary>Null when nothing, or nothing readable, is stored.</summary>
    public async Task<TimerStatus?> FindAsync(string function, CancellationToken ct)
    {
        try
        {
            var stored = await Blob(function).DownloadContentAsync(ct);
            return JsonConvert.DeserializeObject<TimerStatus>(stored.Value.Content.ToString());
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public async Task SaveAsync(string function, TimerStatus status, CancellationToken ct)
    {
        var content = BinaryData.FromString(JsonConvert.SerializeObject(status));
        try
        {
            await Blob(function).UploadAsync(content, overwrite: true, ct);
        }
        catch (RequestFailedException error) when (error.ErrorCode == "ContainerNotFound")
        {
            await container.CreateIfNotExistsAsync(cancellationToken: ct);
            await Blob(function).UploadAsync(content, overwrite: true, ct);
        }
    }

    private BlobClient Blob(string function) =>
        container.GetBlobClient($"timers/{hostId}/Host.Functions.{function}/status");
}
