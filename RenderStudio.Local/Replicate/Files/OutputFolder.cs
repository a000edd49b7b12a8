namespace RenderStudio.Local.Replicate.Files;

/// <summary>A subfolder of the data folder, or a temporary folder that is deleted with the simulator.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly bool isTemporary;

    public OutputFolder(SimulatorOptions options)
    {
        isTemporary = options.DataFolder is null;
        Path = isTemporary
            ? Directory.CreateTempSubdirectory("replicate-simulator-").FullName
            : Directory.CreateDirectory(System.IO.Path.Combine(options.DataFolder!, "outputs")).FullName;
        foreach (var leftover in Directory.EnumerateFiles(Path))
            File.Delete(leftover);
    }

    public string Path { get; }

    public void Dispose()
    {
        if (isTemporary)
            Directory.Delete(Path, recursive: true);
    }
}
