using RenderStudio.Local.Studio;

namespace RenderStudio.Tests.Local;

public sealed class StudioKeysTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-keys-");

    [Fact]
    public void Keys_are_generated_once_and_readable_by_their_owner_only()
    {
        var file = Path.Combine(folder.FullName, "keys.json");

        var generated = StudioKeys.LoadOrGenerate(file);

        Assert.Equal(generated, StudioKeys.LoadOrGenerate(file));
        Assert.Equal([file], Directory.GetFiles(folder.FullName));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Files_of_a_studio_killed_while_it_generated_keys_prevent_no_start()
    {
        var file = Path.Combine(folder.FullName, "keys.json");
        File.WriteAllText($"{file}.new", "{\"TokenSigning\":");

        Assert.NotEmpty(StudioKeys.LoadOrGenerate(file).WebhookSecret);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
