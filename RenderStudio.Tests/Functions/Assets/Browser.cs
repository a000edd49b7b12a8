using RenderStudio.Local.Children;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>A real browser, without a window, that opens one page with nothing remembered.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string Installed =
        Path.Combine(Repository.Root, "RenderStudio.Tests/node_modules/@sparticuz/chromium/bin");

    // Where npm has no Chromium for the machine, its own one will do.
    private static readonly string[] Programs =
    [
        Path.Combine(Installed, "chromium"), "/usr/bin/chromium", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private readonly DirectoryInfo profile;
    private readonly ChildProcess process;

    private Browser(DirectoryInfo profile, ChildProcess process) => (this.profile, this.process) = (profile, process);

    /// <summary>What it said last, for a test that waits in vain.</summary>
    public string LastOutput => process.LastOutput;

    public static async Task<Browser> OpenAsync(Uri page)
    {
        var program = Programs.FirstOrDefault(File.Exists) ?? throw new CannotStartException(
            $"No browser was found. On Linux x64 the build installs one; elsewhere install Chrome. {Programs[0]}");
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
                ["LD_LIBRARY_PATH"] = Path.Combine(Installed, "lib"),
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
