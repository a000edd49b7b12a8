using RenderStudio.Local.Children;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>A headless browser that opens one page with an empty profile.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo profile;
    private readonly ChildProcess process;

    private Browser(DirectoryInfo profile, ChildProcess process) => (this.profile, this.process) = (profile, process);

    /// <summary>The last output of the browser, for the message of a failed wait.</summary>
    public string LastOutput => process.LastOutput;

    public static async Task<Browser> OpenAsync(Uri page)
    {
        var (program, libraries) = InstalledBrowser.Program;
        var profile = Directory.CreateTempSubdirectory("render-studio-browser-");
        return new(profile, await ChildProcess.StartAsync(new("Chromium", program,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            $"--user-data-dir={profile.FullName}", page.AbsoluteUri,
        ])
        {
            Environment = new Dictionary<string, string>
            {
                ["LD_LIBRARY_PATH"] = libraries,
                ["HOME"] = profile.FullName,
            },
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync(Signal.Terminate, Patience);
        await process.DisposeAsync();
        profile.Delete(recursive: true);
    }
}
