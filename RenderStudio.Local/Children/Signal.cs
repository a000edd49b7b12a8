using System.Runtime.InteropServices;

namespace RenderStudio.Local.Children;

/// <summary>A signal that Linux and macOS number alike, unlike SIGSTOP and SIGCONT.</summary>
public readonly partial record struct Signal(int Number)
{
    public static readonly Signal Interrupt = new(2);
    public static readonly Signal Terminate = new(15);

    /// <summary>A process that is gone already is no error.</summary>
    public void SendTo(int pid) => _ = Kill(pid, Number);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
