using System.Text.Json.Serialization;
using RenderStudio.Core;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Health;

public static partial class HealthFunctions
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(3);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet(ApiRoutes.Health, () => Ok()).Describe(HealthDocument.Live);
        app.MapGet(ApiRoutes.Health + "/ready", ReadyAsync).Describe(HealthDocument.Ready);
    }

    private static IResult Ok(bool? startsPaused = null) =>
        ReadableJson.ToResponse(new HealthStatus("ok", startsPaused), HealthJson.Default.HealthStatus);

    private static async Task<IResult> ReadyAsync(
        StudioDatabase database, BlobFiles blobs, PredictionQueues queues, StartPauseStore pauses,
        ILogger<HealthStatus> logger, CancellationToken ct)
    {
        var checks = await Task.WhenAll(
            CheckAsync("database", database.PingAsync, logger, ct),
            CheckAsync("blobs", blobs.PingAsync, logger, ct),
            CheckAsync("queues", queues.PingAsync, logger, ct));
        var unavailable = checks.OfType<string>().ToList();
        return unavailable.Count == 0
            ? Ok(await pauses.AnyAsync(ct) ? true : null)
            : new Problem(ProblemCode.Unavailable, $"Not reachable: {string.Join(", ", unavailable)}.").ToResponse();
    }

    /// <returns>The name of the service when it does not respond in time; otherwise null.</returns>
    private static async Task<string?> CheckAsync(
        string name, Func<CancellationToken, Task> ping, ILogger logger, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(CheckTimeout);
        try
        {
            await ping(deadline.Token);
            return null;
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            LogUnavailable(logger, name, exception.GetBaseException().Message);
            return name;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The readiness check of {Name} failed: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string name, string reason);
}

/// <param name="StartsPaused">Whether an operator paused the starts of a model; null when none is paused.</param>
public sealed record HealthStatus(
    string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? StartsPaused = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthStatus))]
public sealed partial class HealthJson : JsonSerializerContext;
