using Microsoft.Extensions.Options;
using RenderStudio.Core;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The memory budget of this instance for request bodies and for presigned uploads that a request reads. A quarter is
/// reserved for webhook deliveries, because the signature can be verified only for the complete body. The rest is for
/// callers; one owner can use half of it.
/// </summary>
public sealed class BodyMemory
{
    private const long Megabyte = 1024 * 1024;

    private readonly Lock changes = new();
    private readonly Dictionary<Guid, long> byOwner = [];
    private readonly long mostOfWebhooks, mostOfCallers, mostOfOwner;
    private long ofWebhooks, ofCallers, taken;

    public BodyMemory(IOptions<HttpOptions> options)
    {
        var budget = options.Value.BodyMemoryMB * Megabyte;
        mostOfWebhooks = budget / 4;
        mostOfCallers = budget - mostOfWebhooks;
        mostOfOwner = mostOfCallers / 2;
    }

    /// <summary>The response to a request whose body exceeds the available budget.</summary>
    public static Problem Full { get; } = new(
        ProblemCode.Unavailable, "Too many request bodies are being received at the moment. Retry the request later.");

    /// <summary>Bytes reserved now.</summary>
    public long Held
    {
        get
        {
            lock (changes)
                return ofWebhooks + ofCallers;
        }
    }

    /// <summary>Total bytes reserved since the start, including returned ones.</summary>
    public long Taken => Interlocked.Read(ref taken);

    /// <param name="ownerId">Null for a webhook delivery.</param>
    public BodyClaim Claim(Guid? ownerId) => new(this, ownerId);

    /// <returns>
    /// False, and nothing is reserved, when the budget or the share of this owner is exhausted.
    /// </returns>
    internal bool TryTake(Guid? ownerId, long bytes)
    {
        lock (changes)
        {
            if (ownerId is not { } id)
            {
                if (ofWebhooks + bytes > mostOfWebhooks)
                    return false;
                ofWebhooks += bytes;
            }
            else
            {
                var own = byOwner.GetValueOrDefault(id) + bytes;
                if (own > mostOfOwner || ofCallers + bytes > mostOfCallers)
                    return false;
                ofCallers += bytes;
                byOwner[id] = own;
            }

            taken += bytes;
            return true;
        }
    }

    internal void GiveBack(Guid? ownerId, long bytes)
    {
        lock (changes)
        {
            if (ownerId is not { } id)
            {
                ofWebhooks -= bytes;
                return;
            }

            ofCallers -= bytes;
            var left = byOwner.GetValueOrDefault(id) - bytes;
            if (left > 0)
                byOwner[id] = left;
            else
                byOwner.Remove(id);
        }
    }
}
