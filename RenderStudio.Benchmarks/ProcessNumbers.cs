using System.Diagnostics;

namespace RenderStudio.Benchmarks;

/// <summary>
/// What Linux knows of a running process. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
/// </summary>
internal static class ProcessNumbers
{
    // Of /proc/<pid>/stat, counted from behind the name: user and system time, in ticks of 10 ms.
    private const int UserTime = 11, SystemTime = 12, TickMilliseconds = 10;

    /// <summary>The most memory that was ever resident, in MB; null when the process is gone.</summary>
    internal static long? PeakMb(int pid) => Megabytes(pid, "VmHWM:");

    /// <summary>The memory that is resident now, in MB; null when the process is gone.</summary>
    internal static long? ResidentMb(int pid) => Megabytes(pid, "VmRSS:");

    /// <summary>Of all its threads so far; null when the process is gone.</summary>
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

    /// <summary>This program again, for work that needs a process of its own.</summary>
    internal static ProcessStartInfo Own(params string[] arguments) =>
        new(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
}
