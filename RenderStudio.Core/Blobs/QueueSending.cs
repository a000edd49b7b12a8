using Azure;
using Azure.Identity;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace RenderStudio.Core.Blobs;

/// <summary>
/// Sends queue messages that only speed up work, so that a failed send is a reason to log and not an error.
/// </summary>
internal static class QueueSending
{
    /// <summary>Sends the message and creates the queue again if it was deleted.</summary>
    /// <param name="after">Delay until the message is visible, rounded up to whole seconds; null for none.</param>
    /// <param name="deadline">Ends a send that takes too long.</param>
    /// <param name="ct">Cancels the send; the method throws only when it is canceled.</param>
    /// <returns>Null on success, otherwise the reason without secrets.</returns>
    public static async Task<string?> TryAsync(
        QueueClient queue, BinaryData body, TimeSpan? after, CancellationToken deadline, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline);
        TimeSpan? visible = after is null ? null : TimeSpan.FromSeconds(Math.Ceiling(after.Value.TotalSeconds));
        try
        {
            await SendAsync(queue, body, visible, stop.Token);
            return null;
        }
        catch (Exception error) when (
            error is RequestFailedException or AggregateException or AuthenticationFailedException
            || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Reason(error);
        }
    }

    private static async Task SendAsync(QueueClient queue, BinaryData body, TimeSpan? visible, CancellationToken ct)
    {
        try
        {
            await queue.SendMessageAsync(body, visible, cancellationToken: ct);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: ct);
            await queue.SendMessageAsync(body, visible, cancellationToken: ct);
        }
    }

    // The message of a RequestFailedException contains the whole response.
    private static string Reason(Exception error) => error switch
    {
        RequestFailedException { Status: > 0 } refused => $"{refused.Status} {refused.ErrorCode}",
        AggregateException { InnerExceptions: [.., var last] } => last.Message,
        OperationCanceledException => "no response in time",
        _ => error.Message,
    };
}
