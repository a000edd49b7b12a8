using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Hosting;

/// <summary>What one request holds of the <see cref="BodyMemory"/>, until the request ends.</summary>
public sealed class BodyClaim(BodyMemory memory, Guid? ownerId) : IDisposable
{
    private long held;

    /// <summary>Whether the sender proved who they are before the body was read.</summary>
    public bool HasOwner => ownerId is not null;

    /// <returns>False when there is no room: answer <see cref="BodyMemory.Full"/>.</returns>
    public bool TryTake(long bytes)
    {
        if (!memory.TryTake(ownerId, bytes))
            return false;
        Interlocked.Add(ref held, bytes);
        return true;
    }

    /// <summary>Gives back a part of what was taken.</summary>
    public void GiveBack(long bytes)
    {
        Interlocked.Add(ref held, -bytes);
        memory.GiveBack(ownerId, bytes);
    }

    /// <summary>Gives back all. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref held, 0) is > 0 and var rest)
            memory.GiveBack(ownerId, rest);
    }
}

public static class BodyClaims
{
    /// <summary>The request's claim; its first use makes it and has it disposed with the request.</summary>
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
