using Azure;
using Azure.Storage.Queues;

namespace RenderStudio.Local.FunctionsHost.Queues;

/// <summary>Where messages go that failed too often.</summary>
internal sealed class PoisonQueue(QueueClient queue)
{
    private const string Suffix = "-poison";

    public string Name => queue.Name;

    /// <summary>Null for a queue that has none: a poison queue itself, or a name too long to be prolonged.</summary>
    public static string? NameFor(string queue) =>
        queue.EndsWith(Suffix, StringComparison.Ordinal) || queue.Length + Suffix.Length > 63 ? null : queue + Suffix;

    /// <summary>The text as it was, in a new message; the queue is created when missing.</summary>
    public async Task AddAsync(string text, CancellationToken ct)
    {
        try
        {
            await queue.SendMessageAsync(text, ct);
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: ct);
            await queue.SendMessageAsync(text, ct);
        }
    }
}
