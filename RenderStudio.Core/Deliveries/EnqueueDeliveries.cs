using Microsoft.Extensions.Logging;
using Npgsql;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Enqueues the messages for the events of a generation, after the transaction that wrote them. When it fails, the
/// reconciler sends the messages.
/// </summary>
public sealed partial class EnqueueDeliveries(
    DueEndpointStore store, DeliveryQueues queue, ILogger<EnqueueDeliveries> logger)
{
    /// <param name="id">The id of a generation or of one of its predictions.</param>
    public async Task RunAsync(Guid id, CancellationToken ct)
    {
        try
        {
            await queue.EnqueueCommittedAsync(await store.OfGenerationAsync(id, ct));
        }
        catch (NpgsqlException error)
        {
            LogFailed(logger, id, error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Could not find the deliveries of {Id}; the reconciler will send them: {Reason}")]
    private static partial void LogFailed(ILogger logger, Guid id, string reason);
}
