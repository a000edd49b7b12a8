using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace RenderStudio.Benchmarks.Inspire;

internal sealed class InspireStepsBenchmark : IBenchmark
{
    public string Name => "inspire-steps";

    public string Purpose => "clamp, speck removal and ranking of inspire designs, by BenchmarkDotNet";

    public Task RunAsync(string[] arguments)
    {
        // Runs in this process, because libvips is installed beside this program only.
        var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkRunner.Run<InspireSteps>(DefaultConfig.Instance.AddJob(job));
        return Task.CompletedTask;
    }
}
