using Azure.Storage.Queues;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>Messages that remain in queues, visible or hidden, when there is no work.</summary>
/// <param name="queues">Every queue of the account.</param>
/// <param name="crashes">The number of times that an instance crashed or was frozen.</param>
public sealed class AuditMessages(QueueServiceClient queues, int crashes)
{
    // As in host.json: one batch, and the messages that are fetched before it is done.
    private const int HeldByInstance = 16 + 8;

    /// <summary>
    /// Messages that an instance held when it crashed stay hidden for ten minutes, which an audit does not wait for.
    /// That many are permitted; any further hidden message is a finding.
    /// </summary>
    /// <param name="within">The time to wait for their deletion.</param>
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
