using System.Diagnostics;

namespace RenderStudio.Benchmarks;

/// <summary>
/// Memory and processor time of a running process on Linux.
/// https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
/// </summary>
internal static class ProcessNumbers
{
    // Fields of /proc/<pid>/stat after the process name: user and system time, in ticks of 10 ms.
    private const int UserTime = 11, SystemTime = 12, TickMilliseconds = 10;

    /// <summary>Peak resident memory in MB; null if the process has ended.</summary>
    internal static long? PeakMb(int pid) => Megabytes(pid, "VmHWM:");

    /// <summary>Current resident memory in MB; null if the process has ended.</summary>
    internal static long? ResidentMb(int pid) => Megabytes(pid, "VmRSS:");

    /// <summary>Processor time of all threads since the start; null if the process has ended.</summary>
    internal static double? ProcessorMilliseconds(int pid)
    {
        if (Read(pid, "stat") is not { Length: > 0 } stat)
            return null;
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[UserTime]) + long.Parse(fields[SystemTime])) * TickMilliseconds;
    }

    private static long? Megabytes(int pid, string name) =>
        Read(pid, "status")?.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            is { } line ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024 : null;

    private static string? Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The command line that starts this program again, for work that needs a separate process.</summary>
    internal static ProcessStartInfo Own(params string[] arguments) =>
        new(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
}
