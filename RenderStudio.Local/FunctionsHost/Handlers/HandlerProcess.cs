using RenderStudio.Local.Children;

namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>A started handler whose output is forwarded: stdout as information, stderr as errors, or as warnings where
/// the line says "warn".</summary>
internal sealed partial class HandlerProcess(ChildProcess child) : IAsyncDisposable
{
    public int Pid => child.Pid;

    /// <summary>The exit code; 128 and the signal's number for a process that was killed.</summary>
    public Task<int> Exited => child.Exited;

    public static async Task<HandlerProcess> StartAsync(ChildCommand command, ILogger console, OutputTail tail) =>
        new(await ChildProcess.StartAsync(command with
        {
            OnOutput = line =>
            {
                tail.Add(line);
                LogOutput(console, line);
            },
            OnError = line =>
            {
                tail.Add(line);
                if (line.Contains("warn", StringComparison.OrdinalIgnoreCase))
                    LogWarning(console, line);
                else
                    LogError(console, line);
            },
        }));

    /// <summary>SIGKILL for all its process group: no grace, as at the host.</summary>
    public void Kill()
    {
        if (!Exited.IsCompleted)
            Signal.Kill.SendTo(-Pid);
        child.Kill();
    }

    public void Stop() => Signal.Stop.SendTo(Pid);

    public void Continue() => Signal.Continue.SendTo(Pid);

    public async ValueTask DisposeAsync()
    {
        Kill();
        await child.DisposeAsync();
    }

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogOutput(ILogger log, string line);

    [LoggerMessage(LogLevel.Warning, "{Line}")]
    private static partial void LogWarning(ILogger log, string line);

    [LoggerMessage(LogLevel.Error, "{Line}")]
    private static partial void LogError(ILogger log, string line);
}
