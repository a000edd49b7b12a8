using System.Runtime.InteropServices;

namespace RenderStudio.Local.Children;

public readonly partial record struct Signal(int Number)
{
    public static readonly Signal Interrupt = new(2);
    public static readonly Signal Kill = new(9);
    public static readonly Signal Terminate = new(15);
    public static readonly Signal Stop = new(OperatingSystem.IsMacOS() ? 17 : 19);
    public static readonly Signal Continue = new(OperatingSystem.IsMacOS() ? 19 : 18);
    private const nint Default = 0;

    /// <summary>Sends the signal. A negative id is a process group. A process that has ended is not an error.</summary>
    public void SendTo(int pid) => _ = Send(pid, Number);

    /// <summary>Sends the signal to the process group that the process leads; without one, to the process.</summary>
    public void SendToGroup(int pid)
    {
        if (Send(-pid, Number) != 0)
            _ = Send(pid, Number);
    }

    /// <summary>
    /// Restores the default action. Scripts start background jobs with SIGINT ignored, and .NET keeps that. Call before
    /// the first registration for the signal.
    /// </summary>
    public void StopIgnoring() => _ = SetDisposition(Number, Default);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetDisposition(int signal, nint disposition);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int pid, int signal);
}
