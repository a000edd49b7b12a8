using System.Net.Http.Json;
using System.Text.Json;

namespace RenderStudio.Testing.Contract;

/// <summary>
/// Checks each response of the app against the API document: status, media type, required headers, problem code and
/// body; and the body of each accepted request.
/// </summary>
internal sealed class CheckedResponses : DelegatingHandler
{
    private const string Switch = "RenderStudio.Testing.CheckResponses";

    // A quote accepts invalid fields and lists them in its response.
    private const string Lenient = "quoteGeneration";

    private static readonly string[] OutsideTheDocument = ["/api/reference"];

    /// <summary>A handler that checks responses in tests, and does not in benchmarks.</summary>
    public static HttpMessageHandler Handler() =>
        AppContext.TryGetSwitch(Switch, out var isOn) && isOn
            ? new CheckedResponses { InnerHandler = new SocketsHttpHandler() }
            : new SocketsHttpHandler();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var response = await base.SendAsync(request, ct);
        if (await ErrorAsync(request, response, ct) is { } error)
        {
            throw new ContractException(
                $"{request.Method} {request.RequestUri} -> {(int)response.StatusCode}: {error}");
        }

        return response;
    }

    private static async Task<string?> ErrorAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken ct)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Options || !path.StartsWith("/api/", StringComparison.OrdinalIgnoreCase)
            || OutsideTheDocument.Any(path.StartsWith) || IsOfTheHost(response))
            return null;
        var method = request.Method == HttpMethod.Head ? "GET" : request.Method.Method;
        return DocumentedApi.Committed.Find(method, path) is { } operation
            ? await ErrorAsync(operation, request, response, ct)
            : await ErrorOfUnknownAsync(response, ct);
    }

    // The Functions host, the front door and proxies answer without a body or with a page when no instance answers.
    private static bool IsOfTheHost(HttpResponseMessage response) =>
        (int)response.StatusCode >= 500 && response.Content.Headers.ContentType?.MediaType is null or "text/html";

    private static async Task<string?> ErrorOfUnknownAsync(HttpResponseMessage response, CancellationToken ct) =>
        (int)response.StatusCode is not (400 or 401 or 403 or 404 or 405 or 429 or 503)
            ? "The document contains no such operation."
            : response.RequestMessage!.Method == HttpMethod.Head ? null
            : DocumentedApi.Committed.AnyProblem.Errors(await JsonAsync(response.Content, ct));

    private static async Task<string?> ErrorAsync(
        DocumentedOperation operation, HttpRequestMessage request, HttpResponseMessage response, CancellationToken ct)
    {
        if (operation.Response((int)response.StatusCode) is not { } documented)
            return $"{operation.Id} does not document this status.";
        if (documented.RequiredHeaders.FirstOrDefault(name => !HasHeader(response, name)) is { } missing)
            return $"{operation.Id} documents the header {missing}, which is missing.";
        if (response.IsSuccessStatusCode && await RequestErrorAsync(operation, request.Content, ct) is { } error)
            return error;
        return request.Method == HttpMethod.Head ? null : await BodyErrorAsync(operation, documented, response, ct);
    }

    private static bool HasHeader(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.Contains(name) || response.Content.Headers.NonValidated.Contains(name);

    private static async Task<string?> RequestErrorAsync(
        DocumentedOperation operation, HttpContent? content, CancellationToken ct)
    {
        if (operation.Id == Lenient || content is not (ByteArrayContent or JsonContent)
            || content.Headers.ContentType?.MediaType != "application/json" || operation.Request is not { } schema)
            return null;
        var errors = schema.Errors(await JsonAsync(content, ct));
        return errors is null ? null : $"{operation.Id} accepted a body that it does not document: {errors}";
    }

    private static async Task<string?> BodyErrorAsync(
        DocumentedOperation operation, DocumentedResponse documented, HttpResponseMessage response,
        CancellationToken ct)
    {
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (mediaType is null)
            return documented.MediaTypes.Count == 0 ? null : $"{operation.Id} documents a body, which is missing.";
        if (!documented.MediaTypes.Contains(mediaType))
            return $"{operation.Id} does not document the media type {mediaType}.";
        if (!mediaType.EndsWith("json", StringComparison.Ordinal) || documented.Schema(mediaType) is not { } schema)
            return null;
        var json = await JsonAsync(response.Content, ct);
        if (documented.Codes.Count > 0 && !documented.Codes.Contains(json.GetProperty("code").GetString()!))
            return $"{operation.Id} does not document the code {json.GetProperty("code")}.";
        var errors = schema.Errors(json);
        return errors is null ? null : $"The body differs from the document of {operation.Id}: {errors}. {json}";
    }

    private static async Task<JsonElement> JsonAsync(HttpContent content, CancellationToken ct)
    {
        await content.LoadIntoBufferAsync(ct);
        var bytes = await content.ReadAsByteArrayAsync(ct);
        return JsonSerializer.Deserialize<JsonElement>(bytes is [0xEF, 0xBB, 0xBF, .. var rest] ? rest : bytes);
    }
}

/// <summary>A response or an accepted request differs from the API document.</summary>
public sealed class ContractException(string message) : Exception(message);
