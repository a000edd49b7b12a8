using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace RenderStudio.Core.Storage;

/// <summary>Sends messages to the queues that the Functions host listens on.</summary>
public sealed class StudioQueues(QueueServiceClient service)
{
    public const string PredictionStarts = "prediction-starts";

    public const string PredictionCompletions = "prediction-completions";

    /// <summary>The host moves a message to the queue of this suffix after its last try.</summary>
    public const string PoisonSuffix = "-poison";

    private readonly ConcurrentDictionary<string, QueueClient> clients = new();

    /// <summary>Every queue, the host's poison queues too.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        PredictionStarts, PredictionStarts + PoisonSuffix,
        PredictionCompletions, PredictionCompletions + PoisonSuffix,
    ];

    /// <summary>Sends one message, base64 on the wire. A queue that somebody deleted is created again.</summary>
    /// <param name="after">When it is to be seen; null for at once.</param>
    public async Task SendAsync(
        string queue, ReadOnlyMemory<byte> body, CancellationToken ct, TimeSpan? after = null)
    {
        var client = clients.GetOrAdd(queue, service.GetQueueClient);
        try
        {
            await client.SendMessageAsync(new BinaryData(body), after, cancellationToken: ct);
        }
        catch (RequestFailedException gone) when (gone.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await client.CreateIfNotExistsAsync(cancellationToken: ct);
            await client.SendMessageAsync(new BinaryData(body), after, cancellationToken: ct);
        }
    }

    /// <summary>Throws when queues cannot be reached or are missing.</summary>
    public async Task PingAsync(CancellationToken ct) =>
        await service.GetQueueClient(PredictionStarts).GetPropertiesAsync(ct);
}
