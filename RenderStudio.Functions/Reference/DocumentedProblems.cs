using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using RenderStudio.Core;

namespace RenderStudio.Functions.Reference;

/// <summary>The error responses of the document, and one example per problem code.</summary>
public static class DocumentedProblems
{
    private const string Challenge = "`Bearer`; for a rejected token also `error` and `error_description` (RFC 6750).";

    private const string Scope = "For an API key without the scope: `error` and `error_description` (RFC 6750).";

    /// <summary>
    /// An example per code, to which the responses refer. No documented operation returns
    /// <see cref="ProblemCode.MethodNotAllowed"/>.
    /// </summary>
    public static IDictionary<string, IOpenApiExample> Examples => Enum.GetValues<ProblemCode>()
        .Where(code => code != ProblemCode.MethodNotAllowed)
        .Select(code => (new Problem(code, "").CodeText, ProblemResponses.Meaning(code).Status))
        .Append((OperationProblems.Internal, StatusCodes.Status500InternalServerError))
        .ToDictionary(problem => problem.Item1, problem => (IOpenApiExample)Example(problem.Item2, problem.Item1));

    /// <summary>
    /// Completes an error response. The names of its examples are the codes that the operation may return with its
    /// status.
    /// </summary>
    public static void Complete(
        OpenApiResponse response, int status, IReadOnlyList<string> codes, OpenApiDocument document)
    {
        response.Description = string.Join(", ", codes.Select(code => $"`{code}`"));
        response.Content!["application/problem+json"].Examples = codes.ToDictionary(
            code => code, code => (IOpenApiExample)new OpenApiExampleReference(code, document));
        response.Headers = status switch
        {
            StatusCodes.Status401Unauthorized when codes.Contains("unauthenticated") =>
                OneHeader("WWW-Authenticate", Headers.Of(Challenge, "Bearer", required: false)),
            StatusCodes.Status403Forbidden => OneHeader(
                "WWW-Authenticate", Headers.Of(Scope, "Bearer error=\"insufficient_scope\"", required: false)),
            StatusCodes.Status416RangeNotSatisfiable =>
                OneHeader("Content-Range", Headers.Of("The size of the file.", "bytes */181204")),
            StatusCodes.Status415UnsupportedMediaType =>
                OneHeader("Accept-Encoding", Headers.Of("If the body is encoded.", "identity", required: false)),
            _ when codes.Any(OperationProblems.IsRetryable) =>
                OneHeader("Retry-After", Headers.RetryAfter(required: codes.All(OperationProblems.IsRetryable))),
            _ => null,
        };
    }

    private static Dictionary<string, IOpenApiHeader> OneHeader(string name, OpenApiHeader header) =>
        new() { [name] = header };

    private static OpenApiExample Example(int status, string code)
    {
        var problem = new JsonObject
        {
            ["type"] = $"urn:render-studio:problem:{code}",
            ["title"] = ProblemResponses.Title(code),
            ["status"] = status,
            ["detail"] = ProblemSentences.Of(code),
            ["code"] = code,
            ["traceId"] = "0af7651916cd43dd8448eb211c80319c",
        };
        if (code == "validation_failed")
        {
            problem["errors"] = JsonNode.Parse("""{"prompt":["Is required for imagine."]}""");
            problem["errorCount"] = 1;
        }

        return new OpenApiExample { Summary = ProblemSentences.Of(code), Value = problem };
    }
}
