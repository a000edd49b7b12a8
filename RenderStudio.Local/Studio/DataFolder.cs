using RenderStudio.Local.Children;

namespace RenderStudio.Local.Studio;

/// <summary>The data folder of a studio, locked for one studio at a time.</summary>
public sealed class DataFolder : IAsyncDisposable
{
    private readonly bool ephemeral;
    private readonly FileStream lockFile;

    private DataFolder(string path, bool ephemeral)
    {
        (Path, this.ephemeral) = (path, ephemeral);
        lockFile = Lock(path);
    }

    public string Path { get; }

    public bool IsDurable => !ephemeral;

    public string Postgres => Inside("postgres");

    public string Azurite => Inside("azurite");

    public string Replicate => Inside("replicate");

    public string Keys => Inside("keys.json");

    public string Log => Inside("studio.log");

    public static DataFolder Open(StudioOptions options)
    {
        var path = options switch
        {
            { Ephemeral: true } => Directory.CreateTempSubdirectory("render-studio-").FullName,
            { DataFolder: { } chosen } => chosen,
            _ => System.IO.Path.GetFullPath(System.IO.Path.Combine(NpmParts.ProjectFolder, "..", ".studio")),
        };
        try
        {
            Directory.CreateDirectory(path);
            return new DataFolder(path, options.Ephemeral);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"The data folder {path} cannot be written: {e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(lockFile.Name);
        await lockFile.DisposeAsync();
        if (ephemeral)
            await RemoveAsync();
    }

    // The last backends of a killed server can still write during the deletion.
    private async Task RemoveAsync()
    {
        for (var tries = 20; Directory.Exists(Path); tries--)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (tries > 0)
            {
                await Task.Delay(100);
            }
        }
    }

    // The kernel holds the lock and releases it when the process ends for any reason; a remaining lock file has no
    // effect.
    private static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");
        var existed = File.Exists(file);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (existed)
        {
            throw new CannotStartException(
                $"Another studio is using the data folder {path}: stop it, or choose another with --data.");
        }
    }

    private string Inside(string name) => System.IO.Path.Combine(Path, name);
}
