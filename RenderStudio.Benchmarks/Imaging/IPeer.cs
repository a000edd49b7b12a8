namespace RenderStudio.Benchmarks.Imaging;

/// <summary>A program that converts ten pictures to all sizes, in a separate process.</summary>
internal interface IPeer : IDisposable
{
    string Name { get; }

    /// <summary>Peak resident memory in MB.</summary>
    long PeakMb { get; }

    /// <summary>Converts all ten pictures once.</summary>
    Pass Run();
}

/// <param name="Milliseconds">Elapsed time.</param>
/// <param name="CpuMilliseconds">Processor time of all threads, which other load on the machine affects less.</param>
/// <param name="Bytes">Total size of the produced files.</param>
internal sealed record Pass(double Milliseconds, double CpuMilliseconds, long Bytes);
