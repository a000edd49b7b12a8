namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>The worker ended, so that its invocations have no result.</summary>
internal sealed class WorkerGoneException(string sentence) : Exception(sentence);
