using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Outputs;

/// <summary>
/// Processes one output from its link to stored files: download, inspect, finish, upload. Blobs are written before
/// rows.
/// </summary>
public sealed partial class FinishOutput
{
    private readonly OutputDownload download;
    private readonly PictureGate gate;
    private readonly BlobFiles blobs;
    private readonly ILogger<FinishOutput> logger;
    private readonly OutputOptions options;
    private readonly TimeProvider clock;
    private readonly ResiliencePipeline<OutputResult> retry;
    private readonly ExpiryOrderedGate memory;

    public FinishOutput(
        OutputDownload download, PictureGate gate, BlobFiles blobs, IOptions<OutputOptions> options, TimeProvider clock,
        ILogger<FinishOutput> logger)
    {
        this.download = download;
        this.gate = gate;
        this.blobs = blobs;
        this.logger = logger;
        this.options = options.Value;
        this.clock = clock;
        memory = new(options.Value.MaxParallel);
        var builder = new ResiliencePipelineBuilder<OutputResult> { TimeProvider = clock };
        if (options.Value.Tries > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<OutputResult>
            {
                // A picture that took too long to process is tried again in another round, when the load has changed.
                ShouldHandle = outcome => ValueTask.FromResult(
                    outcome.Outcome.Result?.Error is { Retryable: true, Kind: not OutputErrorKind.TimeLimit }),
                MaxRetryAttempts = options.Value.Tries - 1,
                Delay = TimeSpan.FromSeconds(options.Value.RetrySeconds),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }

        retry = builder.Build();
    }

    /// <summary>
    /// Downloads, finishes and stores one output. Retryable errors are returned only after all tries of this round.
    /// </summary>
    /// <param name="expires">When Replicate deletes the output.</param>
    public async Task<OutputResult> RunAsync(
        OutputPlace place, int index, string output, DateTimeOffset expires, IOutputFinisher work, CancellationToken ct)
    {
        var time = new DownloadTime(options, clock);
        OutputResult? last = null;
        var result = await retry.ExecuteAsync(
            async token =>
            {
                if (last is not null && time.IsUsedUp)
                    return last;
                var request = new GateRequest(place.OwnerId, place.RenderId, expires, time.WasSlow);
                using var entry = await memory.TakeAsync(request, token);
                return last = Judged(await TryAsync(place, new(index, output, time), work, token), output, expires);
            },
            ct);
        if (result.Error is { } error)
            LogRejected(logger, place.RenderId, index, error.Kind, error.Detail);
        return result;
    }

    /// <summary>
    /// An inline output is the same at every try, except that the time to process it varies. An output that is missing
    /// after its expiry has been deleted.
    /// </summary>
    private OutputResult Judged(OutputResult result, string output, DateTimeOffset expires) => result.Error switch
    {
        { Retry: OutputRetry.SomeRounds, Kind: not OutputErrorKind.TimeLimit } error
            when OutputDownload.IsInline(output) =>
            result with { Error = error with { Retry = OutputRetry.Never } },
        { Retry: OutputRetry.UntilExpired } when clock.GetUtcNow() >= expires =>
            result with { Error = OutputError.Expired },
        _ => result,
    };

    private async Task<OutputResult> TryAsync(
        OutputPlace place, Wanted wanted, IOutputFinisher work, CancellationToken ct)
    {
        var (index, output, time) = wanted;
        var downloaded = await download.FetchAsync(output, time, ct);
        if (downloaded.Error is { } error)
            return new(index, null, error);
        var inspected = await gate.InspectAsync(downloaded.Bytes, PictureLimits.Outputs, ct);
        if (inspected.Failed(out var problem, out var header))
            return new(index, null, OutputError.Invalid(problem));
        var finished = await gate.RunAsync(header, stop => work.Finish(downloaded.Bytes, stop), ct);
        if (finished.Failed(out problem, out var picture))
            return new(index, null, OutputError.Unfinished(problem));
        return await UploadAsync(place.Container, FinishedOutput.Of(place, index, picture), ct);
    }

    private async Task<OutputResult> UploadAsync(string container, FinishedOutput output, CancellationToken ct)
    {
        try
        {
            await Task.WhenAll(output.Files.Select(file =>
                blobs.CreateAsync(container, file.Path, file.Content, file.Format.MediaType, ct)));
            return new(output.Index, output, null);
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException or IOException
            || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new(output.Index, null, OutputError.Storage(error.GetType().Name));
        }
    }

    private sealed record Wanted(int Index, string Output, DownloadTime Time);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Output {Index} of render {RenderId} was rejected ({Kind}): {Detail}")]
    private static partial void LogRejected(
        ILogger logger, Guid renderId, int index, OutputErrorKind kind, string detail);
}
