using RenderStudio.Tests.Support.Faults;
using RenderStudio.Tests.Support.Faults.Storms;

namespace RenderStudio.Benchmarks.Faults;

/// <summary>
/// The storms of the tests with ten times the numbers. The kills come first and at the product's own intervals, since
/// what they cost the work is promised; the others take the tests' intervals, which only shortens the waits.
/// </summary>
internal sealed class SoakBenchmark : IBenchmark
{
    public string Name => "soak";

    public string Purpose => "faults at ten times the tests' numbers: --seed N, --scale N, --only a storm's name";

    public async Task RunAsync(string[] arguments)
    {
        var options = SoakOptions.Parse(arguments);
        Console.WriteLine($"seed {options.Seed}, scale {options.Scale}");
        var failed = 0;
        foreach (var pace in new[] { StormPace.Product, StormPace.Quick })
        {
            var plans = AllStorms.Plans
                .Where(plan => plan == KillStorms.Kills == (pace == StormPace.Product) && options.Wants(plan.Name))
                .ToList();
            if (plans.Count == 0)
                continue;
            await using var studio = await FaultyStudio.StartAsync(pace);
            foreach (var plan in plans)
                failed += await TryAsync(studio, plan, options) ? 0 : 1;
        }

        Console.WriteLine(failed == 0 ? "All audits are clean." : $"{failed} storms found something.");
        Environment.ExitCode = failed == 0 ? 0 : 1;
    }

    private static async Task<bool> TryAsync(FaultyStudio studio, StormPlan plan, SoakOptions options)
    {
        try
        {
            Console.WriteLine();
            await Storm.RunAsync(studio, plan, options.Scale, options.Seed, Console.WriteLine);
            return true;
        }
        catch (StormException found)
        {
            Console.WriteLine(found.Message);
            return false;
        }
    }
}
