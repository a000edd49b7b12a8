using System.Net;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace RenderStudio.Tests.Blobs;

/// <summary>Requests other than reading the file that a holder of a link could send.</summary>
internal static class LinkAttempts
{
    private static readonly Attempt[] Writes =
    [
        new("PUT", "", ("x-ms-blob-type", "BlockBlob")),
        new("PUT", "comp=block&blockid=YQ%3D%3D"),
        new("PUT", "comp=blocklist", "<?xml version=\"1.0\"?><BlockList></BlockList>"),
        new("PUT", "comp=metadata", ("x-ms-meta-name", "value")),
        new("PUT", "comp=properties", ("x-ms-blob-content-type", "text/html")),
        new("PUT", "comp=tier", ("x-ms-access-tier", "Cool")),
        new("PUT", "comp=lease", ("x-ms-lease-action", "acquire"), ("x-ms-lease-duration", "15")),
        new("PUT", "comp=snapshot"),
        new("PUT", "comp=tags",
            "<?xml version=\"1.0\"?><Tags><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tags>"),
        new("DELETE", ""),
        new("DELETE", "", ("x-ms-delete-snapshots", "only")),
    ];

    /// <summary>
    /// Sends each request that a read link must not allow, and a list request to the container of the file.
    /// </summary>
    public static async Task AssertOnlyReadsAsync(HttpClient http, Uri link)
    {
        var container = new BlobUriBuilder(link) { BlobName = "" }.ToUri();
        foreach (var (attempt, address) in Writes
            .Append(new("PUT", "", ("x-ms-copy-source", link.AbsoluteUri))).Select(attempt => (attempt, link))
            .Append((new("GET", "restype=container&comp=list"), container)))
        {
            using var answer = await attempt.SendAsync(http, address);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{attempt}: {answer.StatusCode}");
        }

        foreach (var parameter in new[] { "sp=r", "sr=b" })
            Assert.Contains($"&{parameter}&", $"&{link.Query[1..]}&", StringComparison.Ordinal);
    }

    /// <summary>The state that these requests could change: content, headers, lease and snapshots.</summary>
    public static async Task<string> StateAsync(BlobClient file)
    {
        var properties = (await file.GetPropertiesAsync()).Value;
        var content = (await file.DownloadContentAsync()).Value.Content;
        var list = file.GetParentBlobContainerClient().GetBlobsAsync(new GetBlobsOptions
        {
            Prefix = file.Name,
            States = BlobStates.All,
        });
        return $"{Convert.ToHexString(content)} {properties.ETag} {properties.LeaseState} {properties.AccessTier} "
            + $"{properties.ContentType} {properties.TagCount} {await list.CountAsync()}";
    }

    private sealed record Attempt(string Method, string Query, params (string Name, string Value)[] Headers)
    {
        private string Body { get; init; } = "";

        public Attempt(string method, string query, string body) : this(method, query) => Body = body;

        public Task<HttpResponseMessage> SendAsync(HttpClient http, Uri link)
        {
            var query = Query == "" ? link.Query : $"{link.Query}&{Query}";
            var request = new HttpRequestMessage(new(Method), new UriBuilder(link) { Query = query }.Uri);
            if (Method == "PUT")
                request.Content = new StringContent(Body, Encoding.UTF8, "text/html");
            foreach (var (name, value) in Headers)
                request.Headers.Add(name, value);
            return http.SendAsync(request);
        }

        public override string ToString() => $"{Method} {Query} {string.Join(' ', Headers)}";
    }
}
