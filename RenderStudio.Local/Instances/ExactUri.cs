namespace RenderStudio.Local.Instances;

/// <summary>A URI whose path and query stay as they are written, escapes and dots included.</summary>
internal static class ExactUri
{
    private static readonly UriCreationOptions AsWritten = new()
    {
        DangerousDisablePathAndQueryCanonicalization = true,
    };

    public static Uri Create(string uri) => new(uri, AsWritten);
}
