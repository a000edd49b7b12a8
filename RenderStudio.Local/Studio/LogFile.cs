using RenderStudio.Local.Children;

namespace RenderStudio.Local.Studio;

/// <summary>The log of all components, in one file of the data folder that is replaced at each start.</summary>
public sealed class LogFile(string path, TimeProvider time) : ILoggerProvider
{
    private readonly Lock writing = new();
    private readonly StreamWriter writer = Open(path);

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose() => writer.Dispose();

    private static StreamWriter Open(string path)
    {
        try
        {
            return new StreamWriter(path) { AutoFlush = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"The log {path} cannot be written: {e.Message}");
        }
    }

    private void Write(string line)
    {
        lock (writing)
            writer.WriteLine($"{time.GetLocalNow():HH:mm:ss.fff} {line}");
    }

    private sealed class Category(LogFile file, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var level = logLevel.ToString()[..4].ToLowerInvariant();
            file.Write($"{level} {name}: {formatter(state, exception)} {exception}".TrimEnd());
        }
    }
}
