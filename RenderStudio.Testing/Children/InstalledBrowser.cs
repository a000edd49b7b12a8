using RenderStudio.Local.Children;
using RenderStudio.Testing.App;

namespace RenderStudio.Testing.Children;

/// <summary>The browser that the build of the tests installs, or one of this machine.</summary>
internal static class InstalledBrowser
{
    private static readonly string Installed =
        Path.Combine(Repository.Root, "RenderStudio.Tests/node_modules/@sparticuz/chromium/bin");

    // If npm has no Chromium for the platform, an installed browser is used.
    private static readonly string[] Programs =
    [
        Path.Combine(Installed, "chromium"), "/usr/bin/chromium", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    /// <summary>The program, and the folder of the libraries that it needs on a machine without a desktop.</summary>
    public static (string Path, string Libraries) Program => (
        Programs.FirstOrDefault(File.Exists) ?? throw new CannotStartException(
            $"No browser was found. On Linux x64 the build installs one; elsewhere install Chrome. {Programs[0]}"),
        Path.Combine(Installed, "lib"));
}
