using System.Net;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Outputs;

/// <summary>The bytes of one output, or the error that prevented the download.</summary>
public sealed record Downloaded(ReadOnlyMemory<byte> Bytes, OutputError? Error);

/// <summary>
/// Downloads one output within limits of size and time, from allowed addresses only, without redirects and without the
/// API token (see the handler in <see cref="OutputServices"/>). The declared content type is ignored; only the decoder
/// determines the format.
/// </summary>
public sealed class OutputDownload(
    HttpClient http, OutputAddress addresses, IOptions<OutputOptions> options, TimeProvider clock)
{
    private const int FirstBuffer = 256 * 1024;

    /// <summary>Status 425 (https://www.rfc-editor.org/rfc/rfc8470).</summary>
    private const int TooEarly = 425;

    /// <summary>Number of bytes by which padded base64 can decode to less than its length implies.</summary>
    private const int MaxPadding = 2;

    /// <summary>Whether the run contains the bytes of the output.</summary>
    public static bool IsInline(string output) => output.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    /// <param name="time">Remaining time for this output; this attempt is counted.</param>
    public async Task<Downloaded> FetchAsync(string output, DownloadTime time, CancellationToken ct)
    {
        if (IsInline(output))
            return FromDataUrl(output);
        if (!Uri.TryCreate(output, UriKind.Absolute, out var address) || !addresses.IsAllowed(address))
            return Failed(OutputError.Final("The address of the output does not belong to Replicate."));

        if (time.IsUsedUp)
            return Failed(OutputError.Download("The download took too long."));

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
            return Failed(OutputError.Download(pace.Reason ?? ReasonOf(error)));
        }
    }

    private static string ReasonOf(Exception error)
    {
        var kind = (error as HttpRequestException)?.HttpRequestError ?? (error as HttpIOException)?.HttpRequestError;
        return kind switch
        {
            HttpRequestError.ConfigurationLimitExceeded => "The response headers are too large.",
            HttpRequestError.ResponseEnded => "The connection ended before the picture was complete.",
            HttpRequestError.InvalidResponse => "The response is not valid HTTP.",
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError => "The server could not be reached.",
            _ => "The connection failed.",
        };
    }

    private static OutputError OfStatus(HttpStatusCode status) => OutputError.Download(
        $"The server answered HTTP {(int)status}.", status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden
                or HttpStatusCode.Unauthorized => OutputRetry.UntilExpired,
            >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.Accepted
                or HttpStatusCode.RequestTimeout or (HttpStatusCode)TooEarly => OutputRetry.DuringOutage,
            _ => OutputRetry.SomeRounds,
        });

    private async Task<Downloaded> ReadAsync(HttpResponseMessage response, DownloadPace pace)
    {
        var most = options.Value.MaxBytes;
        if (response.Content.Headers.ContentLength > most)
            return Failed(TooLarge);
        if (response.Content.Headers.ContentEncoding.Any(encoding => encoding != "identity"))
        {
            return Failed(OutputError.Download(
                "The response is compressed although no compression was requested.", OutputRetry.SomeRounds));
        }

        // Memory grows with the bytes that are read, not with the announced length.
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
            return Failed(OutputError.Final("The output is a data: URL that cannot be read."));
        var most = options.Value.MaxBytes;
        if (((output.Length - comma) / 4L * 3) - MaxPadding > most)
            return Failed(TooLarge);
        var bytes = new byte[(output.Length - comma + 3) / 4 * 3];
        if (!Convert.TryFromBase64Chars(output.AsSpan(comma + 1), bytes, out var length))
            return Failed(OutputError.Final("The output is a data: URL that cannot be read."));
        return length > most ? Failed(TooLarge) : new(bytes.AsMemory(0, length), null);
    }

    private static OutputError TooLarge { get; } = OutputError.Final("The output is too large.");

    private static Downloaded Failed(OutputError error) => new(default, error);
}
