using System.Diagnostics;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>A process that does a pass for each line it is sent, and answers with the bytes it made.</summary>
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
            ?? throw new InvalidOperationException($"{name} ended."));
        return new(Stopwatch.GetElapsedTime(start).TotalMilliseconds, Cpu() - before, bytes);
    }

    /// <summary>It ends when there are no more lines.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private double Cpu() => ProcessNumbers.ProcessorMilliseconds(process.Id) ?? 0;
}
