using System.IO.Compression;
using System.Text;
using RenderStudio.Functions.StudioPage;

namespace RenderStudio.Tests.Functions.StudioPage;

/// <summary>A page like the one that the build makes, in a temporary folder.</summary>
internal sealed class PageFolder : IDisposable
{
    public const string Index = "<!doctype html><title>Studio</title>";

    public const string Script = "/studio/assets/index-a1b2c3d4.js";

    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("render-studio-page-");

    public PageFolder()
    {
        Write("index.html", Index);
        Write("icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        Write("assets/index-a1b2c3d4.js", ScriptText);
        using (var packed = new BrotliStream(
            File.Create(Path.Combine(Folder, "assets/index-a1b2c3d4.js.br")), CompressionLevel.Optimal))
        {
            packed.Write(Encoding.UTF8.GetBytes(ScriptText));
        }

        File.WriteAllText(Path.Combine(parent.FullName, "secret.json"), "secret");
        Files = new PageFiles(Folder);
    }

    public static string ScriptText { get; } = string.Concat(Enumerable.Repeat("export const one = 1;\n", 40));

    public PageFiles Files { get; }

    private string Folder => Path.Combine(parent.FullName, "studio");

    public void Dispose() => parent.Delete(recursive: true);

    private void Write(string path, string text)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
