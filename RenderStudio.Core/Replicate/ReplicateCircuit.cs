using System.Net;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// Stops calling a Replicate that is down or refuses our account; after a break one call at a time tries whether it is
/// over. A call refused by an open circuit was never sent. Each instance of the app has circuits of its own.
/// </summary>
internal sealed partial class ReplicateCircuit(string calls, ILogger logger)
{
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    private bool alarmed;

    public CircuitBreakerStrategyOptions<HttpResponseMessage> Strategy(ReplicateOptions options) => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = options.CircuitCalls,
        SamplingDuration = Sampling,
        BreakDuration = TimeSpan.FromSeconds(options.CircuitBreakSeconds),
        ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
            .Handle<HttpRequestException>(NobodyWasThere)
            .Handle<TimeoutRejectedException>()
            .HandleResult(response => IsTrouble(response.StatusCode)),
        OnOpened = opened => Alarm(opened.Outcome),
        OnClosed = _ => AllClear(),
    };

    // Every try that fails opens the circuit once more; that is the same trouble and no news.
    private ValueTask Alarm(Outcome<HttpResponseMessage> last)
    {
        if (!alarmed)
        {
            LogOpened(logger, calls, last.Result is { } answer
                ? $"HTTP {(int)answer.StatusCode}"
                : last.Exception?.GetType().Name ?? "no answer");
        }

        alarmed = true;
        return default;
    }

    private ValueTask AllClear()
    {
        alarmed = false;
        LogClosed(logger, calls);
        return default;
    }

    private static bool IsTrouble(HttpStatusCode status) => status is HttpStatusCode.Unauthorized
        or HttpStatusCode.PaymentRequired or >= HttpStatusCode.InternalServerError;

    private static bool NobodyWasThere(HttpRequestException error) => error.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError;

    [LoggerMessage(Level = LogLevel.Critical,
        Message = "ALARM: no more {Calls} are sent to Replicate for now; the last one ended with {Reason}")]
    private static partial void LogOpened(ILogger logger, string calls, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replicate takes {Calls} again")]
    private static partial void LogClosed(ILogger logger, string calls);
}
