using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace RenderStudio.Local.Children;

/// <summary>A running child process with its last lines of output.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 30;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process;
    private volatile bool endIsRequested;

    private ChildProcess(ChildCommand command)
    {
        Command = command;
        process = new Process { StartInfo = command.ToStartInfo() };
        process.OutputDataReceived += (_, line) => Keep(line.Data, command.OnOutput);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, command.OnError);
    }

    public ChildCommand Command { get; }

    public int Pid { get; private set; }

    /// <summary>The exit code; for a signal, its number plus 128.</summary>
    public Task<int> Exited => exited.Task;

    /// <summary>Whether the end of the child was requested.</summary>
    public bool EndIsRequested => endIsRequested;

    public string LastOutput => string.Join(Environment.NewLine, lines);

    public static async Task<ChildProcess> StartAsync(ChildCommand command)
    {
        var child = new ChildProcess(command);
        new Thread(child.RunThread) { IsBackground = true, Name = command.Name }.Start();
        await child.started.Task;
        return child;
    }

    /// <summary>Runs a command to its end. A non-zero exit code throws with the output of the command.</summary>
    public static async Task RunAsync(ChildCommand command, CancellationToken cancellation)
    {
        await using var child = await StartAsync(command);
        if (await child.Exited.WaitAsync(cancellation) is var code and not 0)
            throw new CannotStartException($"{command.Name} failed with exit code {code}: {child.LastOutput}");
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        endIsRequested = true;
        if (!exited.Task.IsCompleted)
            process.Kill();
    }

    /// <summary>Sends a signal, and kills the child after the timeout.</summary>
    public async Task StopAsync(Signal signal, TimeSpan timeout)
    {
        endIsRequested = true;
        if (!exited.Task.IsCompleted)
            signal.SendTo(Pid);
        try
        {
            await exited.Task.WaitAsync(timeout);
        }
        catch (TimeoutException)
        {
            Kill();
            await exited.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await exited.Task;
        process.Dispose();
    }

    // One thread starts the child and waits for its end: the parent-death signal of the kernel follows the thread that
    // forked, so the end of a pool thread would kill the child.
    private void RunThread()
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            exited.SetResult(127);
            started.SetException(new CannotStartException($"{Command.Name} cannot be run: {e.Message}."));
            return;
        }
        Pid = process.Id;
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        started.SetResult();
        process.WaitForExit();
        exited.SetResult(process.ExitCode);
    }

    private void Keep(string? line, Action<string>? listener)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lines.Enqueue(line);
        while (lines.Count > KeptLines)
            lines.TryDequeue(out _);
        listener?.Invoke(line);
    }
}
