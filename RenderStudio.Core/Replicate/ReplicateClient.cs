using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// The part of Replicate's HTTP API (https://replicate.com/docs/reference/http) that the product uses. The client's
/// handler retries reads and cancels (see <see cref="ReplicateServices"/>); it never retries a create call.
/// </summary>
public sealed class ReplicateClient(HttpClient http, IOptions<ReplicateOptions> options, TimeProvider clock)
{
    /// <summary>A run may contain its outputs as data: URLs.</summary>
    private const int MaxRunBytes = 64 * 1024 * 1024;

    private const int MaxListBytes = 16 * 1024 * 1024;

    private const int MaxFileBytes = 1024 * 1024;

    /// <summary>Only the start of an error response is read.</summary>
    private const int MaxRefusalBytes = 64 * 1024;

    private TimeSpan CreateLimit => TimeSpan.FromSeconds(options.Value.CreateTimeoutSeconds);

    /// <summary>Time limit of all tries of a read together, including the body.</summary>
    private TimeSpan ReadLimit => TimeSpan.FromSeconds(options.Value.ReadTimeoutSeconds * 3);

    public async Task<CreateOutcome> CreateAsync(
        Model model, JsonObject input, Uri? webhook, TimeSpan? cancelAfter, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, model.CreatePath);
        request.Content = JsonContent.Create(Body(model, input, webhook));
        if (cancelAfter is { } longest)
            request.Headers.Add("Cancel-After", $"{Math.Max(5, (int)longest.TotalSeconds)}s");
        using var deadline = new CancellationTokenSource(CreateLimit, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await OutcomeAsync(response, input, limit.Token);
        }
        catch (BrokenCircuitException open)
        {
            return new CreateOutcome.NotSent(open.RetryAfter);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException
            || (error is OperationCanceledException && limit.IsCancellationRequested))
        {
            return new CreateOutcome.Unknown(error.GetType().Name);
        }
    }

    /// <returns>
    /// Null when Replicate does not know the id, which can happen for some seconds after a create call, or when the id
    /// is malformed.
    /// </returns>
    public Task<ReplicatePrediction?> GetAsync(string id, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, id, "", ct);

    /// <summary>
    /// Requests the cancellation of a run. The response can have another final status than <c>canceled</c>.
    /// </summary>
    /// <returns>Null for an unknown id.</returns>
    public Task<ReplicatePrediction?> CancelAsync(string id, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, id, "/cancel", ct);

    /// <summary>Reads one page of the account's runs, newest first.</summary>
    /// <param name="next">The next link of the previous page; null for the first page.</param>
    public async Task<ReplicatePage> ListAsync(DateTimeOffset createdAfter, Uri? next, CancellationToken ct)
    {
        var since = Uri.EscapeDataString(createdAfter.UtcDateTime.ToString("O"));
        var first = new Uri(http.BaseAddress!, $"predictions?created_after={since}");
        var page = next ?? first;
        // The API token is sent only to the list's own address, whatever link a page contains.
        if (page.GetLeftPart(UriPartial.Path) != first.GetLeftPart(UriPartial.Path))
            throw new HttpRequestException("The link of Replicate's next page is not a link of the list.");
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        return ReplicatePage.Parse(
            await ReadWithinLimitAsync(request, MaxListBytes, ct)
            ?? throw new HttpRequestException("Replicate's list was not found."));
    }

    /// <summary>
    /// Uploads an input to the Files API, for storage that Replicate cannot reach. Replicate keeps the file for a day.
    /// </summary>
    /// <exception cref="HttpRequestException">The upload failed or exceeded its time.</exception>
    public async Task<Uri> UploadFileAsync(
        ReadOnlyMemory<byte> content, string contentType, string name, CancellationToken ct)
    {
        using var part = new ReadOnlyMemoryContent(content);
        part.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using var request = new HttpRequestMessage(HttpMethod.Post, "files");
        request.Content = new MultipartFormDataContent { { part, "content", name } };
        using var deadline = new CancellationTokenSource(CreateLimit, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            response.EnsureSuccessStatusCode();
            return ReplicateFile.LinkOf(await ReadAsync(response, MaxFileBytes, limit.Token));
        }
        catch (JsonException unreadable)
        {
            throw new HttpRequestException("Replicate's response to a file upload is unreadable.", unreadable);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TimedOut();
        }
    }

    private static JsonObject Body(Model model, JsonObject input, Uri? webhook)
    {
        var body = new JsonObject { ["input"] = input.DeepClone() };
        if (model.VersionReference is { } version)
            body["version"] = version;
        if (webhook is not null)
        {
            body["webhook"] = webhook.AbsoluteUri;
            body["webhook_events_filter"] = new JsonArray("start", "completed");
        }

        return body;
    }

    private static async Task<CreateOutcome> OutcomeAsync(
        HttpResponseMessage response, JsonObject input, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (status is >= 200 and < 300)
            return new CreateOutcome.Accepted(ReplicatePrediction.Parse(await ReadAsync(response, MaxRunBytes, ct)));
        if (status is not (>= 400 and < 500) or 408)
            return new CreateOutcome.Unknown($"HTTP {status}");
        var body = await ReadStartAsync(response, ct);
        return status switch
        {
            429 => new CreateOutcome.Throttled(ThrottleAdvice.Read(response, body)),
            401 or 402 => new CreateOutcome.AccountRejected(status, ErrorDetail.Read(body, input)),
            _ => new CreateOutcome.Refused(status, ErrorDetail.Read(body, input)),
        };
    }

    private async Task<ReplicatePrediction?> SendAsync(
        HttpMethod method, string id, string action, CancellationToken ct)
    {
        if (!ProviderField.IsRunId(id))
            return null;
        using var request = new HttpRequestMessage(method, $"predictions/{Uri.EscapeDataString(id)}{action}");
        return await ReadWithinLimitAsync(request, MaxRunBytes, ct) is { } body
            ? ReplicatePrediction.Parse(body)
            : null;
    }

    /// <summary>
    /// Reads a response within one time limit for all tries and the body. Each try has its own limit as well.
    /// </summary>
    /// <returns>Null for 404.</returns>
    private async Task<byte[]?> ReadWithinLimitAsync(HttpRequestMessage request, int maxBytes, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(ReadLimit, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.StatusCode == HttpStatusCode.NotFound)
                return null;
            response.EnsureSuccessStatusCode();
            return await ReadAsync(response, maxBytes, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TimedOut();
        }
    }

    private static HttpRequestException TimedOut() => new("Replicate did not respond in time.");

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken ct)
    {
        await response.Content.LoadIntoBufferAsync(maxBytes, ct);
        return await response.Content.ReadAsByteArrayAsync(ct);
    }

    private static async Task<byte[]> ReadStartAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var start = new byte[MaxRefusalBytes];
        return start[..await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct)];
    }
}
