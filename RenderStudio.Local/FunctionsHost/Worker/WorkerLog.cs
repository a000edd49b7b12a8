using RenderStudio.Local.FunctionsHost.Protocol;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>Writes the worker's log entries under their own categories.</summary>
internal sealed partial class WorkerLog(ILoggerFactory loggers)
{
    public void Write(RpcLog entry)
    {
        var level = (LogLevel)entry.Level;
        var category = loggers.CreateLogger(entry.Category.Length > 0 ? entry.Category : "Worker");
        if (entry.Exception is { } exception)
            LogWithException(category, level, entry.Message, exception.Message, exception.StackTrace);
        else
            LogMessage(category, level, entry.Message);
    }

    [LoggerMessage(Message = "{Message}")]
    private static partial void LogMessage(ILogger log, LogLevel level, string message);

    [LoggerMessage(Message = "{Message} {Exception} {Stack}")]
    private static partial void LogWithException(
        ILogger log, LogLevel level, string message, string exception, string stack);
}
