using System.Reflection;
using RenderStudio.Benchmarks.Studio;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Children;

namespace RenderStudio.Benchmarks.Page;

/// <summary>
/// Audits the studio page by Lighthouse, and scrolls over a long library, in the browser of the tests. Scores depend on
/// the machine and on what else it does.
/// </summary>
internal sealed class PageBenchmark : IBenchmark
{
    private const int Generations = 6;

    private static readonly string Folder = typeof(PageBenchmark).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "ProjectFolder").Value!;

    public string Name => "page";

    public string Purpose => "scores of the studio page by Lighthouse, and scrolling over 1,000 renders";

    public async Task RunAsync(string[] arguments)
    {
        await using var studio = await StudioProcess.StartAsync("--ephemeral");
        // The page of the local studio opens signed in as this user.
        using var owner = new GenerationClient(studio.Client(await studio.TokenAsync("demo")));
        for (var i = 0; i < Generations; i++)
            await owner.SubmitAndWaitAsync();
        var (browser, libraries) = InstalledBrowser.Program;
        await ChildProcess.RunAsync(
            new ChildCommand("page-speed", "node",
                [Path.Combine(Folder, "Page", "page-speed.mjs"), studio.Address.AbsoluteUri, browser])
            {
                Environment = new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = libraries },
                OnOutput = Console.WriteLine,
                OnError = Console.Error.WriteLine,
            },
            default);
    }
}
