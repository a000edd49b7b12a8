using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Testing.Faults;

/// <summary>An owner whose browser repeats unanswered requests with the same Idempotency-Key.</summary>
public sealed class StormOwner(HttpClient http, FaultCounts counts) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly byte[] PhotoBytes = DrawnRoom.Png(96, 96);

    /// <returns>The acknowledged generation.</returns>
    public async Task<Guid> SubmitAsync(string prompt, int variants = 1)
    {
        var key = $"{Guid.NewGuid()}";
        var body = await RepeatAsync(
            () => new(HttpMethod.Post, "/api/v1/generations")
            {
                Headers = { { "Idempotency-Key", key } },
                Content = JsonContent.Create(new { mode = "imagine", prompt, quality = "draft", variants }),
            },
            "submits repeated");
        return body.GetProperty("id").GetGuid();
    }

    /// <returns>The status of the response.</returns>
    public async Task<string> CancelAsync(Guid generation) => (await RepeatAsync(
        () => new(HttpMethod.Post, $"/api/v1/generations/{generation}/cancel"), "cancels repeated"))
        .GetProperty("status").GetString()!;

    public Task ShowAsync(Guid render, bool isPublic) => RepeatAsync(
        () => new(HttpMethod.Put, $"/api/v1/renders/{render}/visibility")
        {
            Content = JsonContent.Create(new { isPublic }),
        },
        "changes of visibility repeated");

    /// <returns>The id of a stored photo.</returns>
    public async Task<Guid> UploadAsync() => (await RepeatAsync(
        () => new(HttpMethod.Post, "/api/v1/storage/upload")
        {
            Content = new MultipartFormDataContent
            {
                { new StringContent("input"), "kind" },
                { Photo(), "file", "photo.png" },
            },
        },
        "uploads repeated")).GetProperty("id").GetGuid();

    /// <returns>The id of a grant whose photo was uploaded and never completed.</returns>
    public async Task<Guid> StageAsync()
    {
        var grant = await RepeatAsync(
            () => new(HttpMethod.Post, "/api/v1/storage/presigned-upload")
            {
                Content = JsonContent.Create(
                    new { kind = "input", contentType = "image/png", fileSize = PhotoBytes.Length }),
            },
            "grants repeated");
        using var browser = new HttpClient(new SocketsHttpHandler());
        browser.DefaultRequestHeaders.Add("x-ms-blob-type", "BlockBlob");
        using var stored = await browser.PutAsync(grant.GetProperty("uploadUrl").GetString(), Photo());
        stored.EnsureSuccessStatusCode();
        return grant.GetProperty("assetId").GetGuid();
    }

    public Task EraseAsync() => RepeatAsync(() => new(HttpMethod.Delete, "/api/v1/me"), "erasures repeated");

    public void Dispose() => http.Dispose();

    private static ByteArrayContent Photo() => new(PhotoBytes) { Headers = { ContentType = new("image/png") } };

    private async Task<JsonElement> RepeatAsync(Func<HttpRequestMessage> request, string fault)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await TryAsync(request, patience.Token) is { } answer)
                return answer;
            counts.Add(fault);
            await Task.Delay(Pause, patience.Token);
        }
    }

    /// <returns>Null for a response that indicates that a retry can help.</returns>
    private async Task<JsonElement?> TryAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        try
        {
            using var message = request();
            using var answer = await http.SendAsync(message, ct);
            if (answer.IsSuccessStatusCode)
                return await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            return answer.StatusCode >= HttpStatusCode.InternalServerError
                || answer.StatusCode == HttpStatusCode.TooManyRequests
                || body.Contains("idempotency_in_progress", StringComparison.Ordinal)
                ? null
                : throw new StormException($"A request of an owner was answered {(int)answer.StatusCode}: {body}");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
