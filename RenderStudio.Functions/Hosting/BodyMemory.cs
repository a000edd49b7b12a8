using Microsoft.Extensions.Options;
using RenderStudio.Core;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The budget for request bodies, and for presigned uploads that are read on request, that this instance holds in
/// memory. A quarter is for webhooks, whose signature can be checked only when the whole body is there; the rest is for
/// callers, of whom one owner may use half.
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

    /// <summary>The answer to a request whose body has no room now.</summary>
    public static Problem Full { get; } = new(
        ProblemCode.Unavailable, "Too many request bodies are being received. Send the request again later.");

    /// <summary>Bytes held now.</summary>
    public long Held
    {
        get
        {
            lock (changes)
                return ofWebhooks + ofCallers;
        }
    }

    /// <summary>Bytes taken since the start; it never falls.</summary>
    public long Taken => Interlocked.Read(ref taken);

    /// <param name="ownerId">Null for a webhook.</param>
    public BodyClaim Claim(Guid? ownerId) => new(this, ownerId);

    /// <returns>False when the budget, or the share of this sender, is used up. Nothing was taken then.</returns>
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
