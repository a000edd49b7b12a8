namespace RenderStudio.Local.FunctionsHost;

/// <summary>A running handler.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Pid">Changes with every restart.</param>
/// <param name="Port">On 127.0.0.1, the same after a restart.</param>
public sealed record HandlerInstance(int Number, int Pid, int Port);
