namespace RenderStudio.Local.Instances;

/// <summary>One instance of the function app: a Functions host process and its worker process.</summary>
/// <param name="Number">Number of the instance, from 1.</param>
/// <param name="Pid">
/// Process id of the worker; of the previous worker while the instance restarts; 0 before the first worker.
/// </param>
/// <param name="HostPid">Process id of the host, which leads the process group of both.</param>
/// <param name="Port">The host's port on 127.0.0.1. It changes with each start.</param>
/// <param name="Ready">False while the instance starts, is frozen or killed, or has no worker.</param>
public sealed record InstanceStatus(int Number, int Pid, int HostPid, int Port, bool Ready);
