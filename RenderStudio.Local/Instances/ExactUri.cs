namespace RenderStudio.Local.Instances;

/// <summary>Creates URIs whose path and query are not normalized, including escapes and dots.</summary>
internal static class ExactUri
{
    private static readonly UriCreationOptions AsWritten = new()
    {
        DangerousDisablePathAndQueryCanonicalization = true,
    };

    public static Uri Create(string uri) => new(uri, AsWritten);
}
