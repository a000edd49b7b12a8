using RenderStudio.Local.FunctionsHost.App;
using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Local.FunctionsHost;

/// <summary>The host's log on standard output, one line for each event: <c>level category: message</c>.</summary>
internal sealed class HostLog : ILoggerProvider
{
    private readonly Lock writing = new();
    private readonly TextWriter output;
    private readonly IConfigurationSection? rules;

    /// <param name="host">Contains the log levels in its section <c>logging</c>; null without a host.json.</param>
    public HostLog(TextWriter output, HostJson? host) => (this.output, rules) = (output, host?.Logging);

    /// <summary>Configures the log of the host itself.</summary>
    public void Configure(ILoggingBuilder logging)
    {
        logging.AddProvider(this)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning)
            // ForwardingFailure writes one line for each failure, with YARP's reason.
            .AddFilter("Yarp", LogLevel.None)
            .AddFilter("System.Net.Http", LogLevel.Warning);
        if (rules is not null)
            logging.AddConfiguration(rules);
        // These categories log a line for each poll of a missing queue, and empty lines for results and aggregates.
        logging.AddFilter("Azure.Core", LogLevel.None).AddFilter("Host.Results", LogLevel.None)
            .AddFilter("Host.Aggregator", LogLevel.None);
    }

    /// <summary>Configures the log of the worker. As in the real host, only the rules of host.json apply.</summary>
    public void ConfigureWorker(ILoggingBuilder logging)
    {
        logging.AddProvider(this);
        if (rules is not null)
            logging.AddConfiguration(rules);
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        // Standard output stays open.
    }

    private void Write(string line)
    {
        lock (writing)
            output.WriteLine(line);
    }

    private sealed class Category(HostLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var level = logLevel.ToString()[..4].ToLowerInvariant();
            var line = $"{level} {name}: {formatter(state, exception)} {CauseOf(exception)}".TrimEnd();
            log.Write(line.ReplaceLineEndings(" | "));
        }

        private static string? CauseOf(Exception? exception) => exception?.GetBaseException() switch
        {
            null => null,
            InvocationFailedException failure => failure.Message,
            var cause => $"{cause.GetType().Name}: {cause.Message}",
        };
    }
}
