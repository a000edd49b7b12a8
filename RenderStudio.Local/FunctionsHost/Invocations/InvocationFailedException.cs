namespace RenderStudio.Local.FunctionsHost.Invocations;

/// <summary>An invocation failed; the message tells why, with the stack in the worker where there is one.</summary>
internal sealed class InvocationFailedException(string reason) : Exception(reason);
