namespace RenderStudio.Benchmarks;

/// <summary>One command of this program; it prints what it measured beside what was promised.</summary>
internal interface IBenchmark
{
    string Name { get; }

    string Purpose { get; }

    Task RunAsync(string[] arguments);
}
