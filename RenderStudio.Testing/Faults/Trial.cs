using RenderStudio.Testing.App;

namespace RenderStudio.Testing.Faults;

/// <summary>A guarantee that is tested repeatedly: at a multiple of the numbers of the tests.</summary>
public sealed record Trial(string Name, Func<TrialRun, Task> Try)
{
    /// <summary>Tests the guarantee on the app, as a separate owner.</summary>
    /// <param name="print">Where the seed and the figures are printed.</param>
    /// <exception cref="StormException">The guarantee was violated; the message names the seed.</exception>
    public async Task RunAsync(RunningApp app, int scale, int seed, Action<string> print)
    {
        print($"{Name}: seed {seed}");
        var run = new TrialRun(app, scale, seed);
        try
        {
            await Try(run);
            print($"tried: {run.Tried}");
        }
        catch (Exception failure)
        {
            throw new StormException($"{Name}, seed {seed}, tried: {run.Tried}. {failure}");
        }
    }
}

/// <summary>The context of a trial. The trial throws its findings.</summary>
/// <param name="app">A function app with a database of its own, on storage that others use too.</param>
/// <param name="scale">A multiple of the tests' numbers.</param>
public sealed class TrialRun(RunningApp app, int scale, int seed)
{
    public RunningApp App { get; } = app;

    public int Scale { get; } = scale;

    /// <summary>For one thread; all random values come from it.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>The number of tries of each kind, to be printed.</summary>
    public FaultCounts Tried { get; } = new();
}
