using System.Net;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Outputs;

/// <summary>The bytes of one output, or why there are none.</summary>
public sealed record Downloaded(ReadOnlyMemory<byte> Bytes, OutputError? Error);

/// <summary>
/// Fetches one output within limits of size and time, from allowed addresses only, without redirects and without our
/// token (see the handler in <see cref="OutputServices"/>). What it is, nobody believes but the decoder.
/// </summary>
public sealed class OutputDownload(
    HttpClient http, OutputAddress addresses, IOptions<OutputOptions> options, TimeProvider clock)
{
    private const int FirstBuffer = 256 * 1024;

    /// <summary>Bytes by which padded base64 may stand for less than its length says.</summary>
    private const int MaxPadding = 2;

    /// <param name="time">What is left for it; this try is counted.</param>
    public async Task<Downloaded> FetchAsync(string output, DownloadTime time, CancellationToken ct)
    {
        if (output.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return FromDataUrl(output);
        if (!Uri.TryCreate(output, UriKind.Absolute, out var address) || !addresses.IsAllowed(address))
            return Failed(OutputError.Address("The output lies at an address that is not Replicate's."));

        if (time.IsUsedUp)
            return Failed(OutputError.Download("The download took too long.", retryable: true));

        var since = clock.GetTimestamp();
        try
        {
            await using var pace = new DownloadPace(time, options.Value.MinBytesPerSecond, clock, ct);
            var downloaded = await FetchAsync(address, pace, ct);
            time.WasSlow |= pace.IsSlow;
            return downloaded;
        }
        finally
        {
            time.Spend(since);
        }
    }

    private async Task<Downloaded> FetchAsync(Uri address, DownloadPace pace, CancellationToken ct)
    {
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, pace.Stopped);
            return response.StatusCode == HttpStatusCode.OK
                ? await ReadAsync(response, pace)
                : Failed(OfStatus(response.StatusCode));
        }
        catch (Exception error) when (!ct.IsCancellationRequested
            && error is (HttpRequestException or IOException or OperationCanceledException))
        {
            return Failed(OutputError.Download(pace.Reason ?? ReasonOf(error), retryable: true));
        }
    }

    private static string ReasonOf(Exception error)
    {
        var kind = (error as HttpRequestException)?.HttpRequestError ?? (error as HttpIOException)?.HttpRequestError;
        return kind switch
        {
            HttpRequestError.ConfigurationLimitExceeded => "The headers of the answer are too large.",
            HttpRequestError.ResponseEnded => "The connection ended before the picture was complete.",
            HttpRequestError.InvalidResponse => "The answer is not HTTP.",
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError => "The server could not be reached.",
            _ => "The connection was broken.",
        };
    }

    private static OutputError OfStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden => OutputError.Expired,
        >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests =>
            OutputError.Download($"The server answered HTTP {(int)status}.", retryable: true),
        _ => OutputError.Download($"The server answered HTTP {(int)status}.", retryable: false),
    };

    private async Task<Downloaded> ReadAsync(HttpResponseMessage response, DownloadPace pace)
    {
        var most = options.Value.MaxBytes;
        if (response.Content.Headers.ContentLength > most)
            return Failed(TooLarge);
        if (response.Content.Headers.ContentEncoding.Any(encoding => encoding != "identity"))
            return Failed(OutputError.Download("The output came compressed unasked.", retryable: false));

        // Memory grows with what is read, not with the length that is announced.
        await using var stream = await response.Content.ReadAsStreamAsync(pace.Stopped);
        using var bytes = new MemoryStream(FirstBuffer);
        var buffer = new byte[81920];
        for (int read; (read = await stream.ReadAsync(buffer, pace.Stopped)) > 0;)
        {
            pace.Received(read);
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
        var most = options.Value.MaxBytes;
        if (((output.Length - comma) / 4L * 3) - MaxPadding > most)
            return Failed(TooLarge);
        var bytes = new byte[(output.Length - comma + 3) / 4 * 3];
        if (!Convert.TryFromBase64Chars(output.AsSpan(comma + 1), bytes, out var length))
            return Failed(OutputError.Invalid("The output is a data: URL that cannot be read."));
        return length > most ? Failed(TooLarge) : new(bytes.AsMemory(0, length), null);
    }

    private static OutputError TooLarge { get; } = OutputError.Invalid("The output is too large.");

    private static Downloaded Failed(OutputError error) => new(default, error);
}
