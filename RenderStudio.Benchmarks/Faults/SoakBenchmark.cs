using RenderStudio.Core.Imaging;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Faults;
using RenderStudio.Testing.Faults.Storms;
using RenderStudio.Testing.Faults.Trials;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Benchmarks.Faults;

/// <summary>
/// Runs the storms and trials of the tests with ten times the numbers. Kills run first and with the intervals of the
/// product, because the delay that they cause has a limit. The others use the intervals of the tests, which only
/// shortens the waits.
/// </summary>
internal sealed class SoakBenchmark : IBenchmark
{
    public string Name => "soak";

    public string Purpose => "fault and random tests with 25 times the numbers: --seed N, --scale N, --only TEXT";

    public async Task RunAsync(string[] arguments)
    {
        var options = SoakOptions.Parse(arguments);
        Libvips.Start(LoaderPolicy.Photos); // this process draws the uploaded pictures
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
                failed += await TryAsync(() =>
                    Storm.RunAsync(studio, plan, options.Scale, options.Seed, Console.WriteLine)) ? 0 : 1;
        }

        failed += await TryAllAsync(options);
        failed += await RepeatedTests.RunAsync(options) ? 0 : 1;
        Console.WriteLine(failed == 0 ? "No faults were found." : $"{failed} failed.");
        Environment.ExitCode = failed == 0 ? 0 : 1;
    }

    private static async Task<int> TryAllAsync(SoakOptions options)
    {
        var trials = AllTrials.Trials.Where(trial => options.Wants(trial.Name)).ToList();
        if (trials.Count == 0)
            return 0;
        await using var services = new Services();
        await using var app = await RunningApp.StartAsync(services);
        var failed = 0;
        foreach (var trial in trials)
            failed += await TryAsync(() =>
                trial.RunAsync(app, options.Scale, options.Seed, Console.WriteLine)) ? 0 : 1;
        return failed;
    }

    private static async Task<bool> TryAsync(Func<Task> run)
    {
        try
        {
            Console.WriteLine();
            await run();
            return true;
        }
        catch (StormException found)
        {
            Console.WriteLine(found.Message);
            return false;
        }
    }
}
