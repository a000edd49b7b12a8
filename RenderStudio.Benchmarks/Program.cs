using RenderStudio.Benchmarks;
using RenderStudio.Benchmarks.Administration;
using RenderStudio.Benchmarks.Faults;
using RenderStudio.Benchmarks.Generations;
using RenderStudio.Benchmarks.Identity;
using RenderStudio.Benchmarks.Imaging;
using RenderStudio.Benchmarks.Inspire;
using RenderStudio.Benchmarks.Limits;
using RenderStudio.Benchmarks.Page;
using RenderStudio.Benchmarks.Planted;
using RenderStudio.Benchmarks.Prompts;
using RenderStudio.Benchmarks.Reconciliation;
using RenderStudio.Benchmarks.Renders;
using RenderStudio.Benchmarks.Security;
using RenderStudio.Benchmarks.Storage;
using RenderStudio.Benchmarks.Studio;

IBenchmark[] benchmarks =
[
    new FinishingBenchmark(), new PromptsBenchmark(), new StudioBenchmark(), new StartupBenchmark(),
    new SubmitBenchmark(),
    new ReconcileBenchmark(), new SoakBenchmark(), new InspireStepsBenchmark(), new CompareBenchmark(),
    new StorageBenchmark(), new LibraryBenchmark(), new WebPEffortBenchmark(), new ParallelBenchmark(),
    new InspectionBenchmark(), new StreamsBenchmark(), new FloodBenchmark(), new TokensBenchmark(),
    new AdministrationBenchmark(), new GuardsBenchmark(), new PlantedBenchmark(), new PageBenchmark(),
];

if (args is [var name, .. var rest] && benchmarks.FirstOrDefault(one => one.Name == name) is { } benchmark)
{
    await benchmark.RunAsync(rest);
    return Environment.ExitCode;
}

Console.WriteLine("dotnet run -c Release --project RenderStudio.Benchmarks -- <name>");
foreach (var one in benchmarks)
    Console.WriteLine($"  {one.Name,-12} {one.Purpose}");
return args.Length == 0 ? 0 : 1;
