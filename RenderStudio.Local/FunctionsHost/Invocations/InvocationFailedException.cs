namespace RenderStudio.Local.FunctionsHost.Invocations;

/// <summary>
/// An invocation failed. The message contains the reason and, if known, the stack trace in the worker.
/// </summary>
internal sealed class InvocationFailedException(string reason) : Exception(reason);
