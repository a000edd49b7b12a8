namespace RenderStudio.Local.Instances;

/// <summary>
/// Logs the output of a host process: lines of the form <c>info Category: message</c> from standard output, and errors
/// from standard error.
/// </summary>
internal sealed partial class HostOutput(ILogger log)
{
    public void Output(string line)
    {
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        if (end > 0 && LevelOf(line[..end]) is { } level)
            LogLine(log, level, line[(end + 1)..]);
        else
            LogLine(log, LogLevel.Information, line);
    }

    public void Error(string line) => LogLine(log, LogLevel.Error, line);

    private static LogLevel? LevelOf(string word) => word switch
    {
        "trac" => LogLevel.Trace,
        "debu" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "erro" => LogLevel.Error,
        "crit" => LogLevel.Critical,
        _ => null,
    };

    [LoggerMessage("{Line}")]
    private static partial void LogLine(ILogger log, LogLevel level, string line);
}
