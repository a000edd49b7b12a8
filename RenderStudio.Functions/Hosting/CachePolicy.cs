namespace RenderStudio.Functions.Hosting;

/// <summary>Values of the header <c>Cache-Control</c>.</summary>
public static class CachePolicy
{
    /// <summary>
    /// The value of every problem, and of every response to an owner unless its endpoint sets another one: signed links
    /// expire, and nothing of an owner is for others.
    /// </summary>
    public const string NotStored = "private, no-store";
}
