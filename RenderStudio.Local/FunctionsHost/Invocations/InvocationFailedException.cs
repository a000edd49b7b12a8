namespace RenderStudio.Local.FunctionsHost.Invocations;

/// <summary>An invocation failed; the message says by which rule.</summary>
internal sealed class InvocationFailedException(string sentence) : Exception(sentence);
