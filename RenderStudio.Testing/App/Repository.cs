namespace RenderStudio.Testing.App;

internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindUpwards(AppContext.BaseDirectory);

    private static string FindUpwards(string folder) => File.Exists(Path.Combine(folder, "RenderStudio.sln"))
        ? folder
        : FindUpwards(Path.GetDirectoryName(folder) ?? throw new FileNotFoundException("RenderStudio.sln"));
}
