namespace RenderStudio.Core.Blobs;

/// <summary>
/// Signed links for people to look at. All links made within five minutes are alike, so that caches can help.
/// </summary>
public sealed class BlobLinks(BlobFiles blobs, TimeProvider clock)
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The next five-minute boundary and five minutes more: at least five minutes from now, at most ten.
    /// </summary>
    public DateTimeOffset Expiry()
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks - now.UtcTicks % Step.Ticks, TimeSpan.Zero) + 2 * Step;
    }

    public Uri Sign(string path, bool isPublic) =>
        blobs.SignRead(StudioContainers.Of(isPublic), path, Expiry());
}
