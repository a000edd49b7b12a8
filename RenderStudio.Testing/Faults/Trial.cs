using RenderStudio.Testing.App;

namespace RenderStudio.Testing.Faults;

/// <summary>A promise that is put to the test again and again: once over, or ten times the numbers.</summary>
public sealed record Trial(string Name, Func<TrialRun, Task> Try)
{
    /// <summary>Tries it on the app, as an owner that nobody else is.</summary>
    /// <param name="tell">Where the seed and the figures are printed.</param>
    /// <exception cref="StormException">The promise was broken; it names the seed.</exception>
    public async Task RunAsync(RunningApp app, int scale, int seed, Action<string> tell)
    {
        tell($"{Name}: seed {seed}");
        var run = new TrialRun(app, scale, seed);
        try
        {
            await Try(run);
            tell($"tried: {run.Tried}");
        }
        catch (Exception failure)
        {
            throw new StormException($"{Name}, seed {seed}, tried: {run.Tried}. {failure}");
        }
    }
}

/// <summary>What a trial works with. What it finds wrong it throws.</summary>
/// <param name="app">A function app with a database of its own, on storage that others use too.</param>
/// <param name="scale">How many times the tests' numbers.</param>
public sealed class TrialRun(RunningApp app, int scale, int seed)
{
    public RunningApp App { get; } = app;

    public int Scale { get; } = scale;

    /// <summary>For one thread; everything random comes from it.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>What was tried how often, to be printed.</summary>
    public FaultCounts Tried { get; } = new();
}
