using RenderStudio.Local.Children;

namespace RenderStudio.Local.Studio;

/// <summary>The folder a studio lives in, for one studio at a time.</summary>
public sealed class DataFolder : IAsyncDisposable
{
    private readonly bool ephemeral;
    private readonly FileStream claim;

    private DataFolder(string path, bool ephemeral)
    {
        (Path, this.ephemeral) = (path, ephemeral);
        claim = Claim(path);
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
        File.Delete(claim.Name);
        await claim.DisposeAsync();
        if (ephemeral)
            await RemoveAsync();
    }

    // The last sessions of a killed server may still write while we delete.
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

    // The lock is the kernel's and ends with the process, however that ends; a file that a killed one left bars nobody.
    private static FileStream Claim(string path)
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
