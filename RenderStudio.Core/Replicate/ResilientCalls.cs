using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// Retries, timeouts and circuits for calls to Replicate. Reads and cancels are safe to repeat: after a 429 they wait
/// as the response specifies; after a 5xx or a network error they wait with exponential backoff and jitter. A create
/// call is sent once. Creates and reads have separate circuits, so that runs can still be read when the account has no
/// credit.
/// </summary>
internal sealed class ResilientCalls(
    IOptions<ReplicateOptions> options, TimeProvider clock, ILogger<ResilientCalls> logger) : DelegatingHandler
{
    private const int Tries = 3;

    private const int MaxAdviceBytes = 64 * 1024;

    private readonly ResiliencePipeline<HttpResponseMessage> creates = Builder(clock)
        .AddCircuitBreaker(new ReplicateCircuit("creates", logger).Strategy(options.Value))
        .Build();

    private readonly ResiliencePipeline<HttpResponseMessage> reads = Builder(clock)
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = Tries - 1,
            Delay = TimeSpan.FromMilliseconds(300),
            MaxDelay = TimeSpan.FromSeconds(5),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            DelayGenerator = retry => AdvisedAsync(retry.Outcome.Result, retry.Context.CancellationToken),
            ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                .Handle<HttpRequestException>()
                .Handle<TimeoutRejectedException>()
                .HandleResult(response => response.StatusCode is >= HttpStatusCode.InternalServerError
                    or HttpStatusCode.TooManyRequests),
        })
        .AddCircuitBreaker(new ReplicateCircuit("reads", logger).Strategy(options.Value))
        .AddTimeout(TimeSpan.FromSeconds(options.Value.ReadTimeoutSeconds))
        .Build();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var pipeline = PipelineOf(request);
        return pipeline is null
            ? await base.SendAsync(request, cancellationToken)
            : await pipeline.ExecuteAsync(async token => await base.SendAsync(request, token), cancellationToken);
    }

    /// <returns>Null for uploads to the Files API, which create no run.</returns>
    private ResiliencePipeline<HttpResponseMessage>? PipelineOf(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get
        || request.RequestUri!.AbsolutePath.EndsWith("/cancel", StringComparison.Ordinal)
            ? reads
            : request.RequestUri.AbsolutePath.EndsWith("/predictions", StringComparison.Ordinal) ? creates : null;

    private static ResiliencePipelineBuilder<HttpResponseMessage> Builder(TimeProvider clock) =>
        new() { TimeProvider = clock };

    /// <returns>Null for the default wait.</returns>
    private static async ValueTask<TimeSpan?> AdvisedAsync(HttpResponseMessage? response, CancellationToken ct)
    {
        if (response is not { StatusCode: HttpStatusCode.TooManyRequests })
            return null;
        await response.Content.LoadIntoBufferAsync(MaxAdviceBytes, ct);
        return ThrottleAdvice.Read(response, await response.Content.ReadAsByteArrayAsync(ct));
    }
}
