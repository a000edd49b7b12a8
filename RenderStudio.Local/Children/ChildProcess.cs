using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace RenderStudio.Local.Children;

/// <summary>A running child: its last lines of output, its end, and the two ways to end it.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 30;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process;
    private volatile bool endIsWanted;

    private ChildProcess(ChildCommand command)
    {
        Command = command;
        process = new Process { StartInfo = command.ToStartInfo() };
        process.OutputDataReceived += (_, line) => Keep(line.Data, command.OnOutput);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, command.OnError);
    }

    public ChildCommand Command { get; }

    public int Pid { get; private set; }

    /// <summary>The exit code; above 128 it is a signal's number plus 128.</summary>
    public Task<int> Exited => exited.Task;

    /// <summary>Whether the end, if it came, is one we asked for.</summary>
    public bool EndIsWanted => endIsWanted;

    public string LastOutput => string.Join(Environment.NewLine, lines);

    public static async Task<ChildProcess> StartAsync(ChildCommand command)
    {
        var child = new ChildProcess(command);
        new Thread(child.Live) { IsBackground = true, Name = command.Name }.Start();
        await child.started.Task;
        return child;
    }

    /// <summary>Runs to the end; any exit code but zero throws with what the command said.</summary>
    public static async Task RunAsync(ChildCommand command, CancellationToken cancellation)
    {
        await using var child = await StartAsync(command);
        if (await child.Exited.WaitAsync(cancellation) is var code and not 0)
            throw new CannotStartException($"{command.Name} failed with exit code {code}: {child.LastOutput}");
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        endIsWanted = true;
        if (!exited.Task.IsCompleted)
            process.Kill();
    }

    /// <summary>Asks politely, and kills when patience ends.</summary>
    public async Task StopAsync(Signal signal, TimeSpan patience)
    {
        endIsWanted = true;
        if (!exited.Task.IsCompleted)
            signal.SendTo(Pid);
        try
        {
            await exited.Task.WaitAsync(patience);
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

    // One thread starts the child and waits for its end: the kernel's parent-death signal follows the THREAD that
    // forked, so a thread of the pool, which may be retired, would take the child with it.
    private void Live()
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
