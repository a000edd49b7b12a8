using System.Net;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// A circuit breaker that stops calls while Replicate is unavailable or rejects the account. After the break, one trial
/// call at a time tests whether Replicate has recovered. A call that an open circuit rejects is never sent. Each
/// instance of the app has its own circuits.
/// </summary>
internal sealed partial class ReplicateCircuit(string calls, ILogger logger)
{
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    private bool alarmed;

    public CircuitBreakerStrategyOptions<HttpResponseMessage> Strategy(ReplicateOptions options) => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = options.CircuitCalls,
        SamplingDuration = Sampling,
        BreakDuration = Break,
        ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
            .Handle<HttpRequestException>(IsConnectionFailure)
            .Handle<TimeoutRejectedException>()
            .HandleResult(response => IsFailure(response.StatusCode)),
        OnOpened = opened => RaiseAlarm(opened.Outcome),
        OnClosed = _ => ClearAlarm(),
    };

    // Every failed trial call opens the circuit again. Only the first opening raises the alarm.
    private ValueTask RaiseAlarm(Outcome<HttpResponseMessage> last)
    {
        if (!alarmed)
        {
            LogOpened(logger, calls, last.Result is { } response
                ? $"HTTP {(int)response.StatusCode}"
                : last.Exception?.GetType().Name ?? "no response");
        }

        alarmed = true;
        return default;
    }

    private ValueTask ClearAlarm()
    {
        alarmed = false;
        LogClosed(logger, calls);
        return default;
    }

    private static bool IsFailure(HttpStatusCode status) => status is HttpStatusCode.Unauthorized
        or HttpStatusCode.PaymentRequired or >= HttpStatusCode.InternalServerError;

    private static bool IsConnectionFailure(HttpRequestException error) => error.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError;

    [LoggerMessage(Level = LogLevel.Critical,
        Message = "ALARM: the circuit for {Calls} at Replicate opened; the last call ended with {Reason}")]
    private static partial void LogOpened(ILogger logger, string calls, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The circuit for {Calls} at Replicate closed")]
    private static partial void LogClosed(ILogger logger, string calls);
}
