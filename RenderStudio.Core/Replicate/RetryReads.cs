using System.Net;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// Repeats what is safe to repeat: reads and cancels, on 429, 5xx and network faults, with growing waits and jitter. A
/// create passes through once.
/// </summary>
public sealed class RetryReads(IOptions<ReplicateOptions> options, TimeProvider clock) : DelegatingHandler
{
    private const int Tries = 3;

    private readonly ResiliencePipeline<HttpResponseMessage> pipeline =
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = Tries - 1,
                Delay = TimeSpan.FromMilliseconds(300),
                MaxDelay = TimeSpan.FromSeconds(5),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>()
                    .Handle<TimeoutRejectedException>()
                    .HandleResult(response => response.StatusCode is >= HttpStatusCode.InternalServerError
                        or HttpStatusCode.TooManyRequests),
            })
            .AddTimeout(TimeSpan.FromSeconds(options.Value.ReadTimeoutSeconds))
            .Build();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsRepeatable(request)
            ? await pipeline.ExecuteAsync(async token => await base.SendAsync(request, token), cancellationToken)
            : await base.SendAsync(request, cancellationToken);

    private static bool IsRepeatable(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get
        || (request.Method == HttpMethod.Post
            && request.RequestUri!.AbsolutePath.EndsWith("/cancel", StringComparison.Ordinal));
}
