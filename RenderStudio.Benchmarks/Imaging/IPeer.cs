namespace RenderStudio.Benchmarks.Imaging;

/// <summary>One way to bring ten pictures to all sizes, in a process of its own.</summary>
internal interface IPeer : IDisposable
{
    string Name { get; }

    /// <summary>The most memory it ever held, in MB.</summary>
    long PeakMb { get; }

    /// <summary>All ten pictures once.</summary>
    Pass Run();
}

/// <param name="Milliseconds">By the clock on the wall.</param>
/// <param name="CpuMilliseconds">Of all its threads; tells more than the clock where others work too.</param>
/// <param name="Bytes">Of all files that were made.</param>
internal sealed record Pass(double Milliseconds, double CpuMilliseconds, long Bytes);
