using System.Text;

namespace RenderStudio.Testing.Faults.Trials;

/// <summary>
/// An operation that a grant does not permit.
/// https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
/// </summary>
internal sealed record GrantAttempt(
    string What, HttpMethod Method, Uri Address, params (string Name, string Value)[] Headers)
{
    private const string Type = "x-ms-blob-type";

    /// <param name="link">The link of a used grant.</param>
    /// <param name="unused">The link of an unused grant.</param>
    /// <param name="readable">A signed link that reads a picture.</param>
    internal static IEnumerable<GrantAttempt> All(string link, string unused, string readable)
    {
        var here = new Uri(link);
        var elsewhere = new UriBuilder(link) { Path = new Uri(unused).AbsolutePath }.Uri;
        var publicly = new UriBuilder(link) { Path = here.AbsolutePath.Replace("/private/", "/public/") }.Uri;
        var container = new UriBuilder(link) { Path = here.AbsolutePath[..here.AbsolutePath.IndexOf("/staging/")] }.Uri;
        return
        [
            new("put again", HttpMethod.Put, here, (Type, "BlockBlob")),
            new("put if it matches", HttpMethod.Put, here, (Type, "BlockBlob"), ("If-Match", "*")),
            new("another name", HttpMethod.Put, elsewhere, (Type, "BlockBlob")),
            new("another container", HttpMethod.Put, publicly, (Type, "BlockBlob")),
            new("list", HttpMethod.Get, With(container, "restype=container&comp=list")),
            new("read", HttpMethod.Get, here),
            new("read properties", HttpMethod.Head, here),
            new("read blocks", HttpMethod.Get, With(here, "comp=blocklist")),
            new("delete", HttpMethod.Delete, here),
            new("tier", HttpMethod.Put, With(here, "comp=tier"), ("x-ms-access-tier", "Cool")),
            new("tags", HttpMethod.Put, With(here, "comp=tags")),
            new("metadata", HttpMethod.Put, With(here, "comp=metadata"), ("x-ms-meta-a", "b")),
            new("headers", HttpMethod.Put, With(here, "comp=properties"), ("x-ms-blob-content-type", "text/html")),
            new("snapshot", HttpMethod.Put, With(here, "comp=snapshot")),
            new("lease", HttpMethod.Put, With(here, "comp=lease"),
                ("x-ms-lease-action", "acquire"), ("x-ms-lease-duration", "15")),
            new("copy an unreadable file", HttpMethod.Put, here, ("x-ms-copy-source", elsewhere.ToString())),
            new("copy elsewhere", HttpMethod.Put, elsewhere, ("x-ms-copy-source", readable)),
            new("append blob", HttpMethod.Put, here, (Type, "AppendBlob")),
            new("append a block", HttpMethod.Put, With(here, "comp=appendblock")),
            new("page blob", HttpMethod.Put, here, (Type, "PageBlob"), ("x-ms-blob-content-length", "512")),
            new("put a block", HttpMethod.Put, With(here, "comp=block&blockid=AAAA")),
            new("put a block list", HttpMethod.Put, With(here, "comp=blocklist")),
        ];
    }

    internal HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(Method, Address);
        if (Method == HttpMethod.Put)
            request.Content = new ByteArrayContent(Body());
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private byte[] Body() => What switch
    {
        "put a block list" => Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><BlockList></BlockList>"),
        "tags" => Encoding.UTF8.GetBytes(
            "<?xml version=\"1.0\"?><Tags><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tags>"),
        "put a block" or "append a block" => [1, 2, 3],
        _ => [],
    };

    private static Uri With(Uri link, string query) => new($"{link}&{query}");
}
