using Azure.Storage.Queues;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>Messages that are left in queues, visible or hidden, when there is no work.</summary>
/// <param name="queues">Every queue of the account.</param>
/// <param name="crashes">How many instances have died or stood still.</param>
public sealed class AuditMessages(QueueServiceClient queues, int crashes)
{
    // As in host.json: a batch and what is fetched before it is done.
    private const int HeldByInstance = 16 + 8;

    /// <summary>
    /// What an instance held when it died stays hidden for ten minutes, which an audit does not wait for. So many are
    /// no fault; one that is hidden beyond them is.
    /// </summary>
    /// <param name="within">Waits so long for them to go.</param>
    public async Task<IReadOnlyList<string>> LeftAsync(TimeSpan within)
    {
        try
        {
            return await Eventually.BecomesAsync(SeenAsync, seen => seen.Count == 0, within);
        }
        catch (TimeoutException)
        {
            return await SeenAsync();
        }
    }

    private async Task<IReadOnlyList<string>> SeenAsync()
    {
        List<string> seen = [];
        await foreach (var item in queues.GetQueuesAsync())
        {
            var queue = queues.GetQueueClient(item.Name);
            var visible = (await queue.PeekMessagesAsync(32)).Value;
            seen.AddRange(visible.Select(message => $"{item.Name}: {message.Body}"));
            var hidden = (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount - visible.Length;
            if (hidden > crashes * HeldByInstance)
                seen.Add($"{item.Name}: {hidden} hidden messages");
        }

        return seen;
    }
}
