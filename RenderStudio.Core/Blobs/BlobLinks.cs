namespace RenderStudio.Core.Blobs;

/// <summary>
/// Signs read links for clients. All links to a file that are signed within five minutes are identical, so that caches
/// are effective.
/// </summary>
public sealed class BlobLinks(BlobFiles blobs, TimeProvider clock)
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The next five-minute boundary plus five minutes: at least five and at most ten minutes from now.
    /// </summary>
    public DateTimeOffset Expiry()
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks - now.UtcTicks % Step.Ticks, TimeSpan.Zero) + 2 * Step;
    }

    public Uri Sign(string path, bool isPublic) =>
        blobs.SignRead(StudioContainers.Of(isPublic), path, Expiry());
}
