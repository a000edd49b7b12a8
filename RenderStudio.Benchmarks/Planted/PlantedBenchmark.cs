using System.Reflection;
using RenderStudio.Testing.Planted;

namespace RenderStudio.Benchmarks.Planted;

/// <summary>
/// Applies the planted bugs one at a time to a copy of the repository and runs the test that must fail. Prints bugs
/// that no test detects; the exit code is then 1.
/// </summary>
internal sealed class PlantedBenchmark : IBenchmark
{
    private const string Caught = "caught", Survived = "SURVIVED", NoCode = "does not compile";
    private static readonly TimeSpan GreenLimit = TimeSpan.FromMinutes(30), BugLimit = TimeSpan.FromMinutes(5);

    private static readonly string Root = Path.GetDirectoryName(typeof(PlantedBenchmark).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "ProjectFolder").Value!)!;

    public string Name => "planted";

    public string Purpose =>
        "runs the test of each planted bug: --only TEXT (a part of a list, bug, file or test), --every N, --from N";

    public async Task RunAsync(string[] arguments)
    {
        var bugs = Bugs(PlantedChoice.Parse(arguments));
        using var copy = await RepositoryCopy.CreateAsync(Root);
        Environment.ExitCode = 1;
        if (!await AreGreenAsync(copy, [.. bugs.Select(bug => bug.Test).Distinct()]))
            return;
        Console.WriteLine("bug | test | verdict | first failure");
        var caught = 0;
        foreach (var bug in bugs)
        {
            var (verdict, line) = await TryAsync(copy, bug);
            caught += verdict == Caught ? 1 : 0;
            Console.WriteLine($"{bug.Bug} | {bug.Test} | {verdict} | {line}");
        }

        Console.WriteLine($"caught {caught} of {bugs.Count}");
        Environment.ExitCode = caught == bugs.Count ? 0 : 1;
    }

    // Each bug is applied in memory first: one that does not fit the code fails before the build.
    private static List<PlantedBug> Bugs(PlantedChoice choice)
    {
        List<PlantedBug> bugs = [.. choice.Of(PlantedBug.Load(Path.Combine(Root, "RenderStudio.Tests/Planted")))];
        foreach (var bug in bugs)
            bug.Plant(File.ReadAllText(Path.Combine(Root, bug.File)));
        return bugs;
    }

    private static async Task<bool> AreGreenAsync(RepositoryCopy copy, string[] tests)
    {
        if (tests.Length == 0)
            return true;
        var run = await TestRun.RunAsync(copy, tests, GreenLimit);
        foreach (var failure in run.Failures)
            Console.WriteLine($"fails without a bug: {failure}");
        var missing = tests.Where(test => !run.Includes(test)).ToList();
        foreach (var test in missing)
            Console.WriteLine($"did not run: {test}");
        if (run.Succeeded && missing.Count == 0)
            return true;
        Console.WriteLine(run.TimedOut
            ? $"The tests did not end within {GreenLimit.TotalMinutes} min."
            : $"The tests must pass before a bug is planted. {run.LastLine}");
        return false;
    }

    private static async Task<(string Verdict, string Line)> TryAsync(RepositoryCopy copy, PlantedBug bug)
    {
        if (await copy.PlantAsync(bug) is { } error)
            return (NoCode, error);
        try
        {
            var run = await TestRun.RunAsync(copy, [bug.Test], BugLimit, "-stopOnFail");
            return run switch
            {
                { TimedOut: true } => (Caught, "timed out"),
                { Succeeded: false, Failures: [var first, ..] } => (Caught, first),
                _ => (Survived, run.LastLine),
            };
        }
        finally
        {
            await copy.RestoreAsync(bug);
        }
    }
}
