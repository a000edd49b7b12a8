namespace RenderStudio.Benchmarks;

/// <summary>A command of this program. It prints its measurements next to their limits.</summary>
internal interface IBenchmark
{
    string Name { get; }

    string Purpose { get; }

    Task RunAsync(string[] arguments);
}
