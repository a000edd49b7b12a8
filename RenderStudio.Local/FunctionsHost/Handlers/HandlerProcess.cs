using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>A started handler whose output is forwarded: stdout as information, stderr as errors, or as warnings where
/// the line says "warn".</summary>
internal sealed partial class HandlerProcess : IDisposable
{
    private static readonly (int Stop, int Continue) Signals = OperatingSystem.IsMacOS() ? (17, 19) : (19, 18);
    private readonly Process process;
    private readonly Task reading;

    public HandlerProcess(Process process, ILogger console, OutputTail tail)
    {
        this.process = process;
        Pid = process.Id;
        Exited = WaitAsync(process);
        reading = Task.WhenAll(
            ForwardAsync(process.StandardOutput, tail, line => LogOutput(console, line)),
            ForwardAsync(process.StandardError, tail, line => LogError(console, line)));
    }

    public int Pid { get; }

    /// <summary>The exit code; 128 and the signal's number for a process that was killed.</summary>
    public Task<int> Exited { get; }

    /// <summary>After the end: waits for the last lines, which tell why. A grandchild that kept the pipe holds up nobody.</summary>
    public async Task DrainedAsync()
    {
        await Exited;
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1)));
    }

    /// <summary>SIGKILL, with all its descendants: no grace, as at the host.</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
    }

    public void Stop() => _ = Signal(Pid, Signals.Stop);

    public void Continue() => _ = Signal(Pid, Signals.Continue);

    public void Dispose() => process.Dispose();

    private static async Task<int> WaitAsync(Process process)
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static async Task ForwardAsync(StreamReader output, OutputTail tail, Action<string> log)
    {
        try
        {
            while (await output.ReadLineAsync() is { } line)
            {
                tail.Add(line);
                log(line);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process and its pipes are gone.
        }
    }

    private static void LogError(ILogger console, string line)
    {
        if (line.Contains("warn", StringComparison.OrdinalIgnoreCase))
            LogWarningLine(console, line);
        else
            LogErrorLine(console, line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogOutput(ILogger log, string line);

    [LoggerMessage(LogLevel.Warning, "{Line}")]
    private static partial void LogWarningLine(ILogger log, string line);

    [LoggerMessage(LogLevel.Error, "{Line}")]
    private static partial void LogErrorLine(ILogger log, string line);
}
