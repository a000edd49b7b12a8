using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Hosting;

/// <summary>The part of the <see cref="BodyMemory"/> that one request reserves, until the request ends.</summary>
public sealed class BodyClaim(BodyMemory memory, Guid? ownerId) : IDisposable
{
    private long held;

    /// <summary>Whether the caller was authenticated before the body is read.</summary>
    public bool HasOwner => ownerId is not null;

    /// <summary>Reserves memory.</summary>
    /// <returns>False when the budget is exhausted; the response is then <see cref="BodyMemory.Full"/>.</returns>
    public bool TryTake(long bytes)
    {
        if (!memory.TryTake(ownerId, bytes))
            return false;
        Interlocked.Add(ref held, bytes);
        return true;
    }

    /// <summary>Returns a part of the reserved memory.</summary>
    public void GiveBack(long bytes)
    {
        Interlocked.Add(ref held, -bytes);
        memory.GiveBack(ownerId, bytes);
    }

    /// <summary>Returns all reserved memory. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref held, 0) is > 0 and var rest)
            memory.GiveBack(ownerId, rest);
    }
}

public static class BodyClaims
{
    /// <summary>
    /// The request's claim. The first call creates it and registers its disposal at the end of the request.
    /// </summary>
    public static BodyClaim BodyClaim(this HttpContext context)
    {
        if (context.Items[typeof(BodyClaim)] is BodyClaim known)
            return known;
        var owner = context.Items[typeof(Caller)] as Caller;
        var claim = context.RequestServices.GetRequiredService<BodyMemory>().Claim(owner?.OwnerId);
        context.Items[typeof(BodyClaim)] = claim;
        context.Response.RegisterForDispose(claim);
        return claim;
    }
}
