using System.Diagnostics;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>A process that performs one pass per input line and writes the number of bytes that it produced.</summary>
internal sealed class HeldOpenPeer(string name, ProcessStartInfo command) : IPeer
{
    private readonly Process process = Process.Start(command)!;

    public string Name => name;

    public long PeakMb => ProcessNumbers.PeakMb(process.Id) ?? 0;

    public Pass Run()
    {
        var (start, before) = (Stopwatch.GetTimestamp(), Cpu());
        process.StandardInput.WriteLine("pass");
        var bytes = long.Parse(process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{name} exited."));
        return new(Stopwatch.GetElapsedTime(start).TotalMilliseconds, Cpu() - before, bytes);
    }

    /// <summary>Closes the input, at which the process exits.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private double Cpu() => ProcessNumbers.ProcessorMilliseconds(process.Id) ?? 0;
}
