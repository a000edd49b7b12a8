using System.Net;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Outputs;

/// <summary>The bytes of one output, or why there are none.</summary>
public sealed record Downloaded(ReadOnlyMemory<byte> Bytes, OutputError? Error);

/// <summary>
/// Fetches one output within limits of size and time, from allowed addresses only, without redirects and without our
/// token (see the handler in <see cref="OutputServices"/>). What it is, nobody believes but the decoder.
/// </summary>
public sealed class OutputDownload(HttpClient http, OutputAddress addresses, IOptions<OutputOptions> options)
{
    public async Task<Downloaded> FetchAsync(string output, CancellationToken ct)
    {
        if (output.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return FromDataUrl(output);
        if (!Uri.TryCreate(output, UriKind.Absolute, out var address) || !addresses.IsAllowed(address))
            return Failed(OutputError.Address("The output lies at an address that is not Replicate's."));

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(options.Value.DownloadSeconds));
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? await ReadAsync(response, limit.Token)
                : Failed(OfStatus(response.StatusCode));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Failed(OutputError.Download("The download took too long.", retryable: true));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return Failed(OutputError.Download(error.GetType().Name, retryable: true));
        }
    }

    private static OutputError OfStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden => OutputError.Expired,
        >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests =>
            OutputError.Download($"HTTP {(int)status}", retryable: true),
        _ => OutputError.Download($"HTTP {(int)status}", retryable: false),
    };

    private async Task<Downloaded> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var most = options.Value.MaxBytes;
        if (response.Content.Headers.ContentLength > most)
            return Failed(TooLarge);
        if (response.Content.Headers.ContentEncoding.Any(encoding => encoding != "identity"))
            return Failed(OutputError.Download("The output came compressed unasked.", retryable: false));

        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var bytes = new MemoryStream((int)(response.Content.Headers.ContentLength ?? 1 << 20));
        var buffer = new byte[81920];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            if (bytes.Length + read > most)
                return Failed(TooLarge);
            bytes.Write(buffer, 0, read);
        }

        return new(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), null);
    }

    private Downloaded FromDataUrl(string output)
    {
        var comma = output.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !output.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            return Failed(OutputError.Invalid("The output is a data: URL that cannot be read."));
        if ((output.Length - comma) / 4L * 3 > options.Value.MaxBytes)
            return Failed(TooLarge);
        var bytes = new byte[(output.Length - comma + 3) / 4 * 3];
        return Convert.TryFromBase64Chars(output.AsSpan(comma + 1), bytes, out var length)
            ? new(bytes.AsMemory(0, length), null)
            : Failed(OutputError.Invalid("The output is a data: URL that cannot be read."));
    }

    private static OutputError TooLarge { get; } = OutputError.Invalid("The output is too large.");

    private static Downloaded Failed(OutputError error) => new(default, error);
}
