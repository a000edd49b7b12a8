using System.Collections.Concurrent;
using System.Diagnostics;

namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>Starts children that do not outlive this process: where <c>setpriv</c> of util-linux exists, the kernel
/// kills a child when its parent dies, even by SIGKILL. setpriv executes the command in its own place, so the process id
/// is the command's.</summary>
internal sealed class ChildStarter : IDisposable
{
    private readonly BlockingCollection<Action> work = [];
    private readonly Lazy<string?> setpriv = new(FindSetpriv);

    // The kernel means the THREAD that started the child (prctl(2), PR_SET_PDEATHSIG): a pool thread may end any time.
    public ChildStarter() => new Thread(Work) { IsBackground = true, Name = "handler starter" }.Start();

    public Task<Process> StartAsync(ProcessStartInfo command)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(Guard(command))!);
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        });
        return started.Task;
    }

    public void Dispose() => work.CompleteAdding();

    private void Work()
    {
        foreach (var start in work.GetConsumingEnumerable())
            start();
    }

    private ProcessStartInfo Guard(ProcessStartInfo command)
    {
        if (setpriv.Value is { } path && command.FileName != path)
        {
            command.Arguments = $"--pdeathsig KILL -- \"{command.FileName}\" {command.Arguments}";
            command.FileName = path;
        }
        return command;
    }

    // Busybox has a setpriv too, which does not know the option.
    private static string? FindSetpriv()
    {
        const string Path = "/usr/bin/setpriv";
        if (!File.Exists(Path))
            return null;
        using var probe = Process.Start(new ProcessStartInfo(Path, "--pdeathsig KILL -- true")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        probe.WaitForExit();
        return probe.ExitCode == 0 ? Path : null;
    }
}
