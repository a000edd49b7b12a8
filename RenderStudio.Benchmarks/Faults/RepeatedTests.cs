using System.Globalization;
using RenderStudio.Local.Children;
using RenderStudio.Testing.App;

namespace RenderStudio.Benchmarks.Faults;

/// <summary>
/// The tests that repeat something random, in a process of the test project, with a multiple of the suite's numbers.
/// </summary>
internal static class RepeatedTests
{
    private static readonly string[] Classes = ["LedgerPropertyTests", "StripeTraceTests"];

    /// <returns>False when a test failed; its output names the seed.</returns>
    public static async Task<bool> RunAsync(SoakOptions options)
    {
        var wanted = Classes.Where(options.Wants).ToList();
        if (wanted.Count == 0)
            return true;
        await using var tests = await ChildProcess.StartAsync(new ChildCommand("tests", "dotnet",
        [
            "run", "--project", "RenderStudio.Tests", "--", "-noLogo", "-noColor", "-showLiveOutput",
            .. wanted.SelectMany(one => new[] { "-class", $"*.{one}" }),
        ])
        {
            WorkingDirectory = Repository.Root,
            Environment = new Dictionary<string, string>
            {
                ["RENDER_STUDIO_SEED"] = options.Seed.ToString(CultureInfo.InvariantCulture),
                ["RENDER_STUDIO_REPETITIONS"] = options.Scale.ToString(CultureInfo.InvariantCulture),
            },
            OnOutput = Console.WriteLine,
            OnError = Console.Error.WriteLine,
        });
        return await tests.Exited == 0;
    }
}
