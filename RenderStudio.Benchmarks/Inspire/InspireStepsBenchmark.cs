using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace RenderStudio.Benchmarks.Inspire;

internal sealed class InspireStepsBenchmark : IBenchmark
{
    public string Name => "inspire-steps";

    public string Purpose => "clamp, speck removal and ranking of inspired pictures, by BenchmarkDotNet";

    public Task RunAsync(string[] arguments)
    {
        // In this process: libvips lies beside this program and nowhere else.
        var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkRunner.Run<InspireSteps>(DefaultConfig.Instance.AddJob(job));
        return Task.CompletedTask;
    }
}
