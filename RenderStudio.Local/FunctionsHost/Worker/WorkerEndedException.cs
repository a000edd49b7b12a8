namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>The worker ended or could not start, so its invocations have no result.</summary>
internal sealed class WorkerEndedException(string sentence) : Exception(sentence);
