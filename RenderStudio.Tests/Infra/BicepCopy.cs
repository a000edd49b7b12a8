namespace RenderStudio.Tests.Infra;

/// <summary>A copy of the templates, parameter files and linter settings, which a test can change.</summary>
internal sealed class BicepCopy : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-bicep-");

    public string Folder => folder.FullName;

    public static BicepCopy Create()
    {
        var copy = new BicepCopy();
        foreach (var file in Bicep.Files.Append("bicepconfig.json"))
        {
            var target = Path.Combine(copy.Folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(Bicep.Folder, file), target);
        }

        return copy;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
