using System.IO.Compression;
using System.Net;
using System.Text;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using static RenderStudio.Tests.Functions.Generations.BadRequests;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Bodies with the header <c>Content-Encoding</c>.</summary>
public sealed class BodyEncodingTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [MemberData(nameof(BodyTextTests.JsonRequests), MemberType = typeof(BodyTextTests))]
    public async Task An_encoded_JSON_body_is_rejected_by_name(string method, string path)
    {
        using var owner = shared.App.ClientOf($"encoding-{Guid.NewGuid()}");
        foreach (var encoding in new[] { "gzip", "BR", "deflate", "identity, gzip", "x-own" })
        {
            using var request = new HttpRequestMessage(new(method), $"/api/v1/{path}") { Content = Encoded(encoding) };

            await IsRejectedAsync(await owner.SendAsync(request));
        }
    }

    [Fact]
    public async Task An_encoded_form_is_rejected_by_name()
    {
        using var owner = shared.App.ClientOf($"encoding-{Guid.NewGuid()}");
        foreach (var path in new[] { "storage/upload", "generations", "quotes" })
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent("input"), "kind" },
                { new ByteArrayContent(Drawing.Quarters(80, 80).EncodePng()), "file", "room.png" },
            };
            form.Headers.ContentEncoding.Add("gzip");

            await IsRejectedAsync(await owner.PostAsync($"/api/v1/{path}", form));
        }
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity, identity")]
    [InlineData("")]
    public async Task A_body_whose_encoding_changes_nothing_is_accepted(string encoding)
    {
        using var owner = shared.App.ClientOf($"encoding-{Guid.NewGuid()}");
        using var body = Json("""{"mode":"imagine","prompt":"a den"}""");
        body.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        using var answer = await owner.PostAsync("/api/v1/quotes", body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    internal static async Task IsRejectedAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var problem = await ProblemAsync(answer, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
            Assert.StartsWith("Content-Encoding ", problem.GetProperty("detail").GetString());
            Assert.Equal(["identity"], answer.Headers.GetValues("Accept-Encoding"));
        }
    }

    internal static byte[] Compressed(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return compressed.ToArray();
    }

    private static ByteArrayContent Encoded(string encoding)
    {
        var content = new ByteArrayContent(Compressed("""{"mode":"imagine","prompt":"a den"}"""))
        {
            Headers = { ContentType = new("application/json") },
        };
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return content;
    }
}
