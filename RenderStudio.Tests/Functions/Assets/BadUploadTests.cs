using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>Invalid uploads: each gets an answer with the reason, and no data is stored.</summary>
public sealed class BadUploadTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const int Limit = 10 * 1024 * 1024;

    private const string KindAlone = "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ninput\r\n--x--";

    private readonly RunningApp app = shared.App;
    private HttpClient owner = null!;
    private Guid ownerId;

    public async ValueTask InitializeAsync()
    {
        var subject = Guid.NewGuid().ToString();
        owner = app.ClientOf(subject);
        ownerId = await app.OwnerOfAsync(owner, subject);
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<string> Names() => [.. BadFiles.All.Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_invalid_file_is_reported_and_nothing_is_stored(string name)
    {
        var file = BadFiles.All.Single(file => file.Name == name);

        var answer = await owner.UploadAsync(file.Make(), file.Kind, contentType: "image/png");

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((file.Status, file.Code), ((int)answer.StatusCode, problem.Text("code")));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_file_of_exactly_the_maximum_size_is_accepted()
    {
        var picture = Drawing.Quarters(300, 200).EncodePng();
        byte[] padded = [.. picture, .. new byte[Limit - picture.Length]]; // data after the end of a PNG is ignored

        var asset = await owner.UploadedAsync(padded);

        Assert.InRange(asset.GetProperty("bytes").GetInt64(), 1, picture.Length * 2);
    }

    [Fact]
    public async Task The_declared_name_and_type_of_a_file_are_ignored()
    {
        var answer = await owner.UploadAsync(
            Drawing.Quarters(100, 80).EncodeWebP(), fileName: "evil.html", contentType: "text/html");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var asset = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("image/jpeg", asset.Text("contentType"));
        var served = await app.Http.GetAsync(asset.Text("url"));
        Assert.Equal("image/jpeg", served.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("PK\u0003\u0004 an archive")]
    [InlineData("%PDF-1.7")]
    public async Task Data_after_the_end_of_a_picture_is_not_stored(string tail)
    {
        foreach (var picture in new[] { Drawing.Quarters(90, 80).EncodePng(), Drawing.Quarters(90, 80).EncodeJpeg() })
        {
            var asset = await owner.UploadedAsync([.. picture, .. Encoding.Latin1.GetBytes(tail)]);

            var stored = await app.Http.GetByteArrayAsync(asset.Text("url"));
            Assert.DoesNotContain(tail, Encoding.Latin1.GetString(stored));
        }
    }

    [Theory]
    [InlineData("polyglot: a picture and a page")]
    [InlineData("polyglot: a picture and an archive")]
    [InlineData("polyglot: a comment that is a script")]
    public async Task Only_the_picture_of_a_polyglot_file_is_stored(string name)
    {
        var asset = await owner.UploadedAsync(OddFiles.Of(name));

        var stored = Encoding.Latin1.GetString(await app.Http.GetByteArrayAsync(asset.Text("url")));
        Assert.DoesNotContain("script", stored);
        Assert.DoesNotContain("PK\u0003\u0004", stored);
    }

    [Theory]
    [InlineData("animated WebP")]
    [InlineData("animated WebP of 1,000 frames")]
    [InlineData("animated PNG")]
    public async Task Only_one_frame_of_an_animation_is_stored(string name)
    {
        var asset = await owner.UploadedAsync(OddFiles.Of(name));

        var stored = await app.Http.GetByteArrayAsync(asset.Text("url"));
        Assert.False(PictureInspection.Inspect(stored, PictureLimits.Inputs).Failed(out _, out var header));
        Assert.Equal((64, 64, 1), (header!.Width, header.Height, header.Frames));
        Assert.DoesNotContain("acTL", Encoding.Latin1.GetString(stored));
        Assert.DoesNotContain("ANIM", Encoding.Latin1.GetString(stored));
    }

    [Theory]
    [InlineData("Content-Length: 1000000\r\n", "")] // declares more bytes than it sends
    [InlineData("Content-Length: -1\r\n", "")]
    [InlineData("Content-Length: 99999999999\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n", "FFFFFFFF\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "zz\r\n")]
    public async Task Nothing_is_stored_for_a_wrong_content_length(string headers, string body)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Http.BaseAddress!.Host, app.Http.BaseAddress.Port);
        var token = owner.DefaultRequestHeaders.Authorization;
        var request = $"POST /api/v1/storage/upload HTTP/1.1\r\nHost: studio\r\nAuthorization: {token}\r\n"
            + $"Content-Type: multipart/form-data; boundary=x\r\nConnection: close\r\n{headers}\r\n{body}"
            + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\nhalf a picture";
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        socket.Client.Shutdown(SocketShutdown.Send);

        var answer = await RestAsync(stream);

        Assert.DoesNotContain("HTTP/1.1 2", answer);
        Assert.DoesNotContain("HTTP/1.1 5", answer);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("application/json", "{}", 415)]
    [InlineData("image/png", "", 415)]
    [InlineData("multipart/form-data", "", 415)]
    [InlineData("multipart/form-data; boundary=x", "no parts", 400)]
    [InlineData("multipart/form-data; boundary=x", "--x\r\n\r\nno name\r\n--x--", 400)]
    [InlineData("multipart/form-data; boundary=x", "--x--", 422)]
    [InlineData("multipart/form-data; boundary=x", KindAlone, 422)]
    public async Task A_body_that_is_not_a_form_with_a_file_is_reported(string contentType, string body, int status)
    {
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        var answer = await owner.PostAsync("/api/v1/storage/upload", content);

        Assert.Equal(status, (int)answer.StatusCode);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("""{"kind":"input","contentType":"text/html","fileSize":9}""", 415, null)]
    [InlineData("""{"kind":"input","contentType":"image/gif","fileSize":9}""", 415, null)]
    [InlineData("""{"kind":"input","contentType":"image/png","fileSize":10485761}""", 413, null)]
    [InlineData("""{"kind":"input","contentType":"image/png","fileSize":0}""", 422, "fileSize")]
    [InlineData("""{"kind":"input","contentType":"image/png"}""", 422, "fileSize")]
    [InlineData("""{"kind":"input","fileSize":9}""", 422, "contentType")]
    [InlineData("""{"kind":"hat","contentType":"image/png","fileSize":9}""", 422, "kind")]
    [InlineData("""{"kind":"input","contentType":"image/png","fileSize":9,"path":"../x"}""", 422, "path")]
    public async Task An_unacceptable_upload_gets_no_grant(string body, int status, string? field)
    {
        var answer = await owner.PostAsync(
            "/api/v1/storage/presigned-upload", new StringContent(body, null, "application/json"));

        Assert.Equal(status, (int)answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (field is not null)
            Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
        Assert.Equal(0, await app.QueryAsync<int>(
            "select count(*) from upload_grants where owner_id = @ownerId", new { ownerId }));
    }

    private async Task NothingIsLeftAsync()
    {
        Assert.Equal(0, await app.QueryAsync<int>(
            "select count(*) from assets where owner_id = @ownerId", new { ownerId }));
        Assert.Empty(await app.BlobsOfAsync(ownerId));
    }

    private static async Task<string> RestAsync(Stream stream)
    {
        try
        {
            using var reader = new StreamReader(stream);
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "hung up";
        }
    }
}
