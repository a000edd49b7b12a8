using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RenderStudio.Testing.Children;

internal sealed class RecordedLog : ILoggerFactory
{
    private readonly ConcurrentQueue<(string Category, string Line, Exception? Exception)> lines = [];

    /// <summary>The lines of all categories, with exceptions.</summary>
    public IReadOnlyList<string> All =>
        [.. lines.Select(entry => $"{entry.Line}{(entry.Exception is { } thrown ? $"\n{thrown}" : "")}")];

    public void Clear() => lines.Clear();

    public IReadOnlyList<string> Of(string category) =>
        [.. lines.Where(entry => entry.Category == category).Select(entry => entry.Line)];

    /// <summary>The lines of all categories with this prefix.</summary>
    public IReadOnlyList<string> Below(string category) =>
        [.. lines.Where(entry => entry.Category.StartsWith(category, StringComparison.Ordinal))
            .Select(entry => entry.Line)];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Logger(string category, RecordedLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            log.lines.Enqueue((category, $"{logLevel}: {formatter(state, exception)}", exception));
    }
}
