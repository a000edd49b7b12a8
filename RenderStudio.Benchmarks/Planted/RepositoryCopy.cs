using RenderStudio.Testing.Planted;

namespace RenderStudio.Benchmarks.Planted;

/// <summary>
/// A copy of the repository in a temporary folder, built once. A bug changes one project, whose new assembly replaces
/// all copies of it: in the tests, the local studio and the published app.
/// </summary>
internal sealed class RepositoryCopy : IDisposable
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(20);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-planted-");
    private readonly Dictionary<string, byte[]> clean = [];

    private RepositoryCopy()
    {
    }

    public string Folder => folder.FullName;

    public string Tests => Path.Combine(Folder, "RenderStudio.Tests/bin/Debug/net10.0/RenderStudio.Tests.dll");

    public static async Task<RepositoryCopy> CreateAsync(string root)
    {
        var copy = new RepositoryCopy();
        try
        {
            await copy.FillAsync(root);
            if (await copy.BuildAsync("RenderStudio.Tests") is { } error)
                throw new InvalidOperationException($"Building the copy failed: {error}");
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Returns the first compiler error; null if the bug was applied.</summary>
    public async Task<string?> PlantAsync(PlantedBug bug)
    {
        var file = Path.Combine(Folder, bug.File);
        var source = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, bug.Plant(source));
        try
        {
            KeepClean(bug.Project);
            if (await BuildAsync(bug.Project, "--no-dependencies", "--no-restore", "-m:1") is { } error)
                return error;
        }
        finally
        {
            await File.WriteAllTextAsync(file, source);
        }

        var changed = await File.ReadAllBytesAsync(BuiltAssembly(bug.Project));
        foreach (var place in Places(bug.Project))
            await File.WriteAllBytesAsync(place, changed);
        return null;
    }

    /// <summary>Restores the assemblies without the bug.</summary>
    public async Task RestoreAsync(PlantedBug bug)
    {
        foreach (var (place, assembly) in clean.Where(kept => IsOf(kept.Key, bug.Project)))
            await File.WriteAllBytesAsync(place, assembly);
    }

    // The deletion does not follow symbolic links.
    public void Dispose() => folder.Delete(recursive: true);

    private async Task FillAsync(string root)
    {
        var listed = await Command.RunAsync(
            root, TimeSpan.FromMinutes(1), "git", "-c", "core.quotepath=off", "ls-files");
        if (listed.ExitCode != 0)
            throw new InvalidOperationException($"git cannot list {root}: {string.Join(' ', listed.Lines)}");
        foreach (var name in listed.Lines.Where(name => File.Exists(Path.Combine(root, name))))
            Copy(Path.Combine(root, name), Path.Combine(Folder, name));
        foreach (var modules in Directory.GetDirectories(root)
            .Select(project => Path.Combine(project, "node_modules")).Where(Directory.Exists))
            Directory.CreateSymbolicLink(Path.Combine(Folder, Path.GetRelativePath(root, modules)), modules);
    }

    // Keeps the file time: npm would reinstall packages that are older than their lock file, through the link.
    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
        File.SetLastWriteTimeUtc(to, File.GetLastWriteTimeUtc(from));
    }

    private async Task<string?> BuildAsync(string project, params string[] options)
    {
        var built = await Command.RunAsync(
            Folder, BuildLimit, "dotnet",
            [
                "build", project, "-c", "Debug", "-p:RunAnalyzers=false", "-p:UseSharedCompilation=true",
                "-nodeReuse:false", .. options,
            ]);
        return built.ExitCode == 0
            ? null
            : built.Lines.FirstOrDefault(line => line.Contains(": error ")) ?? $"exit code {built.ExitCode}";
    }

    private void KeepClean(string project)
    {
        foreach (var place in Places(project).Where(place => !clean.ContainsKey(place)))
            clean[place] = File.ReadAllBytes(place);
    }

    private static bool IsOf(string assembly, string project) =>
        Path.GetFileNameWithoutExtension(assembly) == project;

    private string BuiltAssembly(string project) => Directory
        .GetFiles(Path.Combine(Folder, project, "bin/Debug"), $"{project}.dll", SearchOption.AllDirectories)
        .MaxBy(File.GetLastWriteTimeUtc)!;

    private List<string> Places(string project) =>
    [
        .. Directory.GetDirectories(Folder).Select(folder => Path.Combine(folder, "bin")).Where(Directory.Exists)
            .SelectMany(bin => Directory.GetFiles(bin, $"{project}.dll", SearchOption.AllDirectories)),
    ];
}
