using RenderStudio.Local.Children;

namespace RenderStudio.Testing.Children;

/// <summary>
/// The nginx of the machine. On Debian and Ubuntu, a machine without one gets the package of the distribution, unpacked
/// into a cache without being installed.
/// </summary>
internal static class NginxInstallation
{
    private const string PackageTool = "/usr/bin/apt-get";

    private static readonly string Cache = Path.Combine(
        PostgresInstallation.IsRoot ? "/var/cache/render-studio" : Path.Combine(NpmParts.NodeModules, ".cache"),
        "nginx");

    private static readonly string Unpacked = Path.Combine(Cache, "usr/sbin/nginx");

    private static readonly string[] Programs =
    [
        "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx",
        Unpacked,
    ];

    /// <returns>The path of the program.</returns>
    public static async Task<string> PrepareAsync()
    {
        if (Programs.FirstOrDefault(File.Exists) is { } program)
            return program;
        if (!File.Exists(PackageTool))
        {
            throw new CannotStartException(
                "No nginx was found. On Debian and Ubuntu the tests download it; on other machines install nginx.");
        }

        await UnpackAsync();
        return Unpacked;
    }

    // Several test runs can prepare the cache at the same time: the first rename succeeds.
    private static async Task UnpackAsync()
    {
        var folder = Directory.CreateDirectory($"{Cache}.{Guid.NewGuid():n}");
        try
        {
            await DownloadAsync(folder.FullName);
            var package = folder.GetFiles("*.deb").Single().FullName;
            await RunAsync("dpkg", ["--extract", package, folder.FullName], folder.FullName);
            await RunAsync("chmod", ["-R", "a+rX", folder.FullName], folder.FullName);
            Directory.Move(folder.FullName, Cache);
        }
        catch (IOException) when (File.Exists(Unpacked))
        {
        }
        finally
        {
            if (Directory.Exists(folder.FullName))
                folder.Delete(recursive: true);
        }
    }

    private static async Task DownloadAsync(string folder)
    {
        try
        {
            await RunAsync(PackageTool, ["download", "nginx"], folder);
        }
        catch (CannotStartException) when (PostgresInstallation.IsRoot)
        {
            await RunAsync(PackageTool, ["update"], folder); // the package lists of a new container are empty
            await RunAsync(PackageTool, ["download", "nginx"], folder);
        }
    }

    private static Task RunAsync(string tool, string[] arguments, string folder) => ChildProcess.RunAsync(
        new ChildCommand(Path.GetFileName(tool), tool, arguments) { WorkingDirectory = folder }, default);
}
