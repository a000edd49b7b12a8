namespace RenderStudio.Core.Blobs;

/// <summary>The two blob containers. Reading either requires a signed link or the account key.</summary>
public static class StudioContainers
{
    public const string Private = "private";

    public const string Public = "public";

    public static IReadOnlyList<string> All { get; } = [Private, Public];

    public static string Of(bool isPublic) => isPublic ? Public : Private;
}
