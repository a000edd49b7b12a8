namespace RenderStudio.Tests.Scenarios;

/// <summary>The pictures at the beginning of the README.</summary>
internal static class ReadmeImages
{
    /// <summary>File names in <c>docs/images</c>, and in the folder that <see cref="PageCamera"/> writes.</summary>
    public static readonly string[] Names = ["studio-make.webp", "studio-renders.webp"];
}
