using System.Text.Json.Serialization;
using RenderStudio.Core;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Functions.Health;

public static partial class HealthFunctions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/health", () => Alive());
        app.MapGet("/api/health/ready", ReadyAsync);
    }

    private static IResult Alive() => Results.Json(new HealthStatus("ok"), HealthJson.Default.HealthStatus);

    private static async Task<IResult> ReadyAsync(
        StudioDatabase database, BlobFiles blobs, PredictionQueues queues, ILogger<HealthStatus> logger,
        CancellationToken ct)
    {
        var checks = await Task.WhenAll(
            CheckAsync("database", database.PingAsync, logger, ct),
            CheckAsync("blobs", blobs.PingAsync, logger, ct),
            CheckAsync("queues", queues.PingAsync, logger, ct));
        var down = checks.OfType<string>().ToList();
        return down.Count == 0
            ? Alive()
            : new Problem(ProblemCode.Unavailable, $"Not reachable: {string.Join(", ", down)}.").ToResponse();
    }

    /// <returns>The name of what is down; null when it answers in time.</returns>
    private static async Task<string?> CheckAsync(
        string name, Func<CancellationToken, Task> ping, ILogger logger, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            await ping(deadline.Token);
            return null;
        }
        catch (Exception down) when (!ct.IsCancellationRequested)
        {
            LogDown(logger, name, down.GetBaseException().Message);
            return name;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: {Name}: {Reason}")]
    private static partial void LogDown(ILogger logger, string name, string reason);
}

public sealed record HealthStatus(string Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthStatus))]
public sealed partial class HealthJson : JsonSerializerContext;
