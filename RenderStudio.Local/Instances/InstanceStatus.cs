namespace RenderStudio.Local.Instances;

/// <summary>One instance of the function app: a Functions host process and the worker process below it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Pid">The worker's process; while the instance starts again, the one before; 0 before the first.</param>
/// <param name="HostPid">The host's process, which leads the process group of both.</param>
/// <param name="Port">The host's port on 127.0.0.1; another one after each start.</param>
/// <param name="Ready">False while the instance starts, is frozen or killed, and while its worker is missing.</param>
public sealed record InstanceStatus(int Number, int Pid, int HostPid, int Port, bool Ready);
