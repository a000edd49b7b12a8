using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using RenderStudio.Local.FunctionsHost.Apps;

namespace RenderStudio.Local.FunctionsHost;

/// <summary>The host creates no queue it listens to, and a trigger on a missing one stays silent for ever: so it is
/// refused at the start.</summary>
internal static class StorageCheck
{
    public static async Task RunAsync(FunctionApp app, StandInHostOptions options, CancellationToken ct)
    {
        var queues = app.With<QueueTrigger>().Select(function => CheckQueueAsync(function, ct));
        var blobs = new BlobServiceClient(options.StorageConnection);
        var containers = options.RequiredContainers.Select(name => CheckContainerAsync(blobs, name, ct));
        await Task.WhenAll([.. queues, .. containers]);
    }

    private static async Task CheckQueueAsync(AppFunction<QueueTrigger> function, CancellationToken ct)
    {
        var queue = new QueueClient(function.Trigger.Connection, function.Trigger.QueueName);
        if (!await queue.ExistsAsync(ct))
            throw FunctionFile.Refusal(function.Name,
                $"queue '{queue.Name}' does not exist, and the host never creates a queue it listens to");
    }

    private static async Task CheckContainerAsync(BlobServiceClient blobs, string name, CancellationToken ct)
    {
        if (!await blobs.GetBlobContainerClient(name).ExistsAsync(ct))
            throw new HostRefusedException(
                $"Container '{name}' does not exist, and nothing but the app's own set-up creates it.");
    }
}
