using System.Reflection;
using RenderStudio.Local.Children;

namespace RenderStudio.Local.Studio;

/// <summary>The function app as the build of this project published it.</summary>
public sealed class PublishedApp
{
    private readonly string executable;

    private PublishedApp(string folder) =>
        (Folder, executable) = (folder, Path.Combine(folder, "RenderStudio.Functions"));

    public string Folder { get; }

    /// <param name="folder">Null for the folder of the build.</param>
    public static PublishedApp Find(string? folder)
    {
        var app = new PublishedApp(Path.GetFullPath(folder ?? typeof(PublishedApp).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PublishedApp").Value!));
        return File.Exists(app.executable) ? app : throw new CannotStartException(
            $"The function app is not published in {app.Folder}: build RenderStudio.Local, which publishes it.");
    }

    /// <summary>Applies migrations and creates containers and queues.</summary>
    public Task MigrateAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellation) =>
        ChildProcess.RunAsync(new ChildCommand("RenderStudio.Functions migrate", executable, ["migrate"])
        {
            WorkingDirectory = Folder,
            Environment = settings,
        }, cancellation);
}
