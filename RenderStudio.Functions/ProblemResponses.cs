using System.Diagnostics;
using System.Text.Json.Serialization;
using RenderStudio.Core;
using RenderStudio.Core.Prompts;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions;

/// <summary>Converts problems to HTTP responses. No other file maps problem codes to status codes.</summary>
public static class ProblemResponses
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>The status code, and whether the same request may succeed later.</summary>
    public static (int Status, bool Retryable) Meaning(ProblemCode code) => code switch
    {
        ProblemCode.InvalidJson => (400, false),
        ProblemCode.InvalidWebhook => (400, false),
        ProblemCode.Unauthenticated => (401, false),
        ProblemCode.WebhookSignatureInvalid => (401, false),
        ProblemCode.WebhookTokenInvalid => (401, false),
        ProblemCode.QuotaExceeded => (402, false),
        ProblemCode.KeyCreditCapExceeded => (402, false),
        ProblemCode.StorageQuotaExceeded => (402, false),
        ProblemCode.Forbidden => (403, false),
        ProblemCode.OriginRejected => (403, false),
        ProblemCode.InsufficientScope => (403, false),
        ProblemCode.NotFound => (404, false),
        ProblemCode.BillingNotConfigured => (404, false),
        ProblemCode.SubscriptionExists => (409, false),
        ProblemCode.UploadEnded => (404, false),
        ProblemCode.MethodNotAllowed => (405, false),
        ProblemCode.RequestTimeout => (408, true),
        ProblemCode.GenerationInFlight => (409, true),
        ProblemCode.IdempotencyInProgress => (409, true),
        ProblemCode.AssetInUse => (409, true),
        ProblemCode.EndpointDisabled => (409, false),
        ProblemCode.LimitReached => (409, false),
        ProblemCode.BodyTooLarge => (413, false),
        ProblemCode.UnsupportedMediaType => (415, false),
        ProblemCode.RangeNotSatisfiable => (416, false),
        ProblemCode.ValidationFailed => (422, false),
        ProblemCode.ContentRejected => (422, false),
        ProblemCode.IdempotencyKeyReused => (422, false),
        ProblemCode.ImageUnreadable => (422, false),
        ProblemCode.ImageTooLarge => (422, false),
        ProblemCode.ImageTooSmall => (422, false),
        ProblemCode.ImageTooComplex => (422, false),
        ProblemCode.FileEmpty => (422, false),
        ProblemCode.UploadIncomplete => (422, false),
        ProblemCode.RateLimited => (429, true),
        ProblemCode.Unavailable => (503, true),
    };

    public static IResult ToResponse(this Problem problem) => new ProblemResponse(problem);

    /// <summary>
    /// Writes the response to an unexpected exception. It contains only the trace id, under which the log records the
    /// exception.
    /// </summary>
    public static Task WriteInternalErrorAsync(HttpContext context) =>
        WriteAsync(context, 500, "internal", "An internal error occurred.", null);

    private static Task WriteAsync(
        HttpContext context, int status, string code, string detail, Problem? problem)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = CachePolicy.NotStored;
        var traceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        var document = new ProblemDocument
        {
            Type = $"urn:render-studio:problem:{code}",
            Title = Title(code),
            Status = status,
            Detail = detail,
            Code = code,
            TraceId = traceId,
            Errors = problem?.Errors,
            ErrorCount = problem?.ErrorCount,
            Moderation = problem?.Content,
        };
        return context.Response.WriteAsJsonAsync(
            document, ReadableJson.Of(ProblemJson.Default.ProblemDocument), "application/problem+json",
            context.RequestAborted);
    }

    internal static string Title(string code) =>
        char.ToUpperInvariant(code[0]) + code[1..].Replace('_', ' ').Replace("json", "JSON", StringComparison.Ordinal);

    private sealed class ProblemResponse(Problem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            var (status, retryable) = Meaning(problem.Code);
            if (BearerChallenge.Of(problem) is { } challenge)
                context.Response.Headers.WWWAuthenticate = challenge;
            if (retryable)
                context.Response.Headers.RetryAfter = Seconds(problem.RetryAfter ?? DefaultRetryAfter);
            return WriteAsync(context, status, problem.CodeText, problem.Message, problem);
        }

        private static string Seconds(TimeSpan wait) => ((int)Math.Ceiling(wait.TotalSeconds)).ToString();
    }
}

/// <summary>A problem document (RFC 9457).</summary>
public sealed record ProblemDocument
{
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    public required string Code { get; init; }

    public required string TraceId { get; init; }

    /// <summary>Messages by field, for the first 20 invalid fields; null when no field is invalid.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Number of invalid fields; null when no field is invalid.</summary>
    public int? ErrorCount { get; init; }

    public ContentRejection? Moderation { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDocument))]
public sealed partial class ProblemJson : JsonSerializerContext;
