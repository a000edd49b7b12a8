using System.Diagnostics;
using System.Text.Json.Serialization;
using RenderStudio.Core;
using RenderStudio.Core.Prompts;

namespace RenderStudio.Functions;

/// <summary>How each problem is told over HTTP. No other file knows a status code of an error.</summary>
public static class ProblemResponses
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Status; whether the same request may succeed later; whether an operator should hear of it.</summary>
    public static (int Status, bool Retryable, bool Alert) Meaning(ProblemCode code) => code switch
    {
        ProblemCode.InvalidJson => (400, false, false),
        ProblemCode.InvalidWebhook => (400, false, false),
        ProblemCode.Unauthenticated => (401, false, false),
        ProblemCode.WebhookSignatureInvalid => (401, false, true),
        ProblemCode.WebhookTokenInvalid => (401, false, true),
        ProblemCode.QuotaExceeded => (402, false, false),
        ProblemCode.Forbidden => (403, false, false),
        ProblemCode.NotFound => (404, false, false),
        ProblemCode.GenerationInFlight => (409, true, false),
        ProblemCode.IdempotencyInProgress => (409, true, false),
        ProblemCode.AssetInUse => (409, true, false),
        ProblemCode.BodyTooLarge => (413, false, false),
        ProblemCode.UnsupportedMediaType => (415, false, false),
        ProblemCode.ValidationFailed => (422, false, false),
        ProblemCode.ContentRejected => (422, false, false),
        ProblemCode.IdempotencyKeyReused => (422, false, false),
        ProblemCode.ImageUnreadable => (422, false, false),
        ProblemCode.ImageTooLarge => (422, false, false),
        ProblemCode.ImageTooSmall => (422, false, false),
        ProblemCode.ImageTooComplex => (422, false, false),
        ProblemCode.FileEmpty => (422, false, false),
        ProblemCode.RateLimited => (429, true, false),
        ProblemCode.Unavailable => (503, true, true),
    };

    public static IResult ToResponse(this Problem problem) => new ProblemResponse(problem);

    /// <summary>A surprise: the caller learns nothing but the trace id, under which the log holds the rest.</summary>
    public static Task WriteSurpriseAsync(HttpContext context) =>
        WriteAsync(context, 500, "internal", "Something went wrong on our side.", null);

    private static Task WriteAsync(
        HttpContext context, int status, string code, string detail, Problem? problem)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        var traceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        var document = new ProblemDocument(
            $"urn:render-studio:problem:{code}", Title(code), status, detail, code, traceId, problem?.Errors,
            problem?.ErrorCount, problem?.Content);
        return context.Response.WriteAsJsonAsync(
            document, ProblemJson.Default.ProblemDocument, "application/problem+json", context.RequestAborted);
    }

    private static string Title(string code) => char.ToUpperInvariant(code[0]) + code[1..].Replace('_', ' ');

    private sealed class ProblemResponse(Problem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            var (status, retryable, _) = Meaning(problem.Code);
            if (problem.Code == ProblemCode.Unauthenticated)
                context.Response.Headers.WWWAuthenticate = "Bearer";
            if (retryable)
                context.Response.Headers.RetryAfter = Seconds(problem.RetryAfter ?? DefaultRetryAfter);
            return WriteAsync(context, status, problem.CodeText, problem.Message, problem);
        }

        private static string Seconds(TimeSpan wait) => ((int)Math.Ceiling(wait.TotalSeconds)).ToString();
    }
}

/// <param name="Errors">The first 20 invalid fields, with what is wrong with each.</param>
/// <param name="ErrorCount">How many fields are invalid.</param>
public sealed record ProblemDocument(
    string Type, string Title, int Status, string Detail, string Code, string TraceId,
    IReadOnlyDictionary<string, string[]>? Errors, int? ErrorCount, ContentRejection? Moderation);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDocument))]
public sealed partial class ProblemJson : JsonSerializerContext;
