using RenderStudio.Local.Replicate.Predictions;

namespace RenderStudio.Local.Replicate.Files;

/// <summary>
/// Fetches the pictures of an input. A failure fails the prediction with the error of the model's own code.
/// </summary>
internal sealed class InputImages(UploadedFiles uploads, SimulatorAddress address) : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = RequestTimeout };

    public async Task<byte[]> FetchAsync(string link, CancellationToken ct)
    {
        if (link.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return FromData(link);
        if (!Uri.TryCreate(link, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            throw new ModelFailedException($"No connection adapters were found for '{link}'");
        return FromUploads(uri) ?? await FromNetworkAsync(uri, ct);
    }

    /// <summary>The service reads uploaded files without a token.</summary>
    private byte[]? FromUploads(Uri uri) =>
        uri.GetLeftPart(UriPartial.Authority) == address.Origin && uri.Segments is [_, "v1/", "files/", var id]
            ? uploads.Find(id)?.Content
            : null;

    private async Task<byte[]> FromNetworkAsync(Uri uri, CancellationToken ct)
    {
        try
        {
            using var response = await client.GetAsync(uri, ct);
            if (!response.IsSuccessStatusCode)
            {
                var kind = (int)response.StatusCode < 500 ? "Client" : "Server";
                var link = uri.GetLeftPart(UriPartial.Path);
                throw new ModelFailedException(
                    $"{(int)response.StatusCode} {kind} Error: {response.ReasonPhrase} for url: {link}");
            }
            return await response.Content.ReadAsByteArrayAsync(ct);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException
            && !ct.IsCancellationRequested)
        {
            throw new ModelFailedException(
                $"HTTPConnectionPool(host='{uri.Host}', port={uri.Port}): "
                + $"Max retries exceeded with url: {uri.AbsolutePath}");
        }
    }

    private static byte[] FromData(string link)
    {
        var comma = link.IndexOf(',');
        var encoded = comma > 0 && link.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase);
        var bytes = new byte[link.Length];
        if (encoded && Convert.TryFromBase64Chars(link.AsSpan(comma + 1), bytes, out var length))
            return bytes[..length];
        throw new ModelFailedException("Invalid data URI: it is not base64");
    }

    public void Dispose() => client.Dispose();
}
