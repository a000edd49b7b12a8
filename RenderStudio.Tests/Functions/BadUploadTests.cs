using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RenderStudio.Tests.Imaging;

namespace RenderStudio.Tests.Functions;

/// <summary>Files that nobody should have sent: each is told why, and none leaves a trace.</summary>
public sealed class BadUploadTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const int Limit = 10 * 1024 * 1024;
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

    public static TheoryData<string, int, string> Files() => new()
    {
        { "0 bytes", 415, "unsupported_media_type" },
        { "1 byte", 415, "unsupported_media_type" },
        { "html", 415, "unsupported_media_type" },
        { "svg", 415, "unsupported_media_type" },
        { "pdf", 415, "unsupported_media_type" },
        { "zip", 415, "unsupported_media_type" },
        { "tiff", 415, "unsupported_media_type" },
        { "avif", 415, "unsupported_media_type" },
        { "gif as input", 415, "unsupported_media_type" },
        { "png signature and html", 422, "image_unreadable" },
        { "jpeg signature and zip", 422, "image_unreadable" },
        { "truncated png", 422, "image_unreadable" },
        { "truncated jpeg", 422, "image_unreadable" },
        { "truncated webp", 422, "image_unreadable" },
        { "63 pixels", 422, "image_too_small" },
        { "41 megapixels", 422, "image_too_large" },
        { "17 interlaced megapixels", 422, "image_too_large" },
        { "400 megapixels in a kilobyte", 422, "image_too_large" },
        { "900 megapixels", 422, "image_too_large" },
        { "jpeg of 65500 pixels a side", 422, "image_too_large" },
        { "webp of 16383 pixels a side", 422, "image_too_large" },
        { "png of 2^31 pixels a side", 422, "image_unreadable" },
        { "limit + 1", 413, "body_too_large" },
        { "30 MB", 413, "body_too_large" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_bad_file_is_told_and_leaves_nothing(string file, int status, string code)
    {
        var bytes = File(file);

        var answer = await owner.UploadAsync(bytes, contentType: "image/png");

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, code), ((int)answer.StatusCode, problem.Text("code")));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_file_of_exactly_the_limit_is_taken()
    {
        var picture = Drawing.Quarters(300, 200).EncodePng();
        byte[] padded = [.. picture, .. new byte[Limit - picture.Length]]; // what hangs behind a PNG is not read

        var asset = await owner.UploadedAsync(padded);

        Assert.InRange(asset.GetProperty("bytes").GetInt64(), 1, picture.Length * 2);
    }

    [Fact]
    public async Task What_a_file_calls_itself_does_not_matter()
    {
        var answer = await owner.UploadAsync(
            Drawing.Quarters(100, 80).EncodeWebP(), fileName: "evil.html", contentType: "text/html");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var asset = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("image/webp", asset.Text("contentType"));
        var served = await app.Http.GetAsync(asset.Text("url"));
        Assert.Equal("image/webp", served.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("PK\u0003\u0004 an archive")]
    [InlineData("%PDF-1.7")]
    public async Task What_hangs_behind_a_picture_is_not_stored(string tail)
    {
        foreach (var picture in new[] { Drawing.Quarters(90, 80).EncodePng(), Drawing.Quarters(90, 80).EncodeJpeg() })
        {
            var asset = await owner.UploadedAsync([.. picture, .. Encoding.Latin1.GetBytes(tail)]);

            var stored = await app.Http.GetByteArrayAsync(asset.Text("url"));
            Assert.DoesNotContain(tail, Encoding.Latin1.GetString(stored));
        }
    }

    [Theory]
    [InlineData("Content-Length: 1000000\r\n", "")] // promises more than it sends
    [InlineData("Content-Length: -1\r\n", "")]
    [InlineData("Content-Length: 99999999999\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n", "FFFFFFFF\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "zz\r\n")]
    public async Task A_length_that_lies_leaves_nothing(string headers, string body)
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
    public async Task A_body_that_is_no_form_with_a_file_is_told(string contentType, string body, int status)
    {
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        var answer = await owner.PostAsync("/api/v1/storage/upload", content);

        Assert.Equal(status, (int)answer.StatusCode);
        await NothingIsLeftAsync();
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

    private static byte[] File(string which) => which switch
    {
        "0 bytes" => [],
        "1 byte" => [0xFF],
        "html" => Encoding.UTF8.GetBytes("<!doctype html><script>alert(1)</script>"),
        "svg" => Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg' width='99' height='99'/>"),
        "pdf" => Encoding.UTF8.GetBytes("%PDF-1.7 and a picture in it"),
        "zip" => Encoding.Latin1.GetBytes("PK\u0003\u0004 and a picture in it"),
        "tiff" => [.. "II*\0"u8, .. new byte[200]],
        "avif" => [0, 0, 0, 32, .. "ftypavif"u8, .. new byte[200]],
        "gif as input" => GifBytes.Of(80, 1),
        "png signature and html" => [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. "<html><script>"u8, .. new byte[100]],
        "jpeg signature and zip" => [0xFF, 0xD8, 0xFF, 0xE0, .. "PK\u0003\u0004"u8, .. new byte[100]],
        "truncated png" => Half(Drawing.PhotoLike(200, 200, 1).EncodePng()),
        "truncated jpeg" => Half(Drawing.PhotoLike(200, 200, 1).EncodeJpeg()),
        "truncated webp" => Half(Drawing.PhotoLike(200, 200, 1).EncodeWebP()),
        "63 pixels" => Drawing.Quarters(63, 200).EncodePng(),
        "41 megapixels" => PngBytes.Of(6400, 6410, 1, PngBytes.Grey, new byte[800]),
        "17 interlaced megapixels" => Interlaced(PngBytes.Of(4100, 4150, 1, PngBytes.Grey, new byte[513])),
        "400 megapixels in a kilobyte" => Headed(PngBytes.Of(64, 64, 8, PngBytes.Grey, new byte[64]), 20_000, 20_000),
        "900 megapixels" => PngBytes.Of(30_000, 30_000, 8, PngBytes.Grey, new byte[30_000]),
        "jpeg of 65500 pixels a side" => HugeJpeg(),
        "webp of 16383 pixels a side" => HugeWebP(),
        "png of 2^31 pixels a side" =>
            Headed(PngBytes.Of(64, 64, 8, PngBytes.Grey, new byte[64]), int.MinValue, int.MinValue),
        "limit + 1" => new byte[Limit + 1],
        "30 MB" => new byte[30 * 1024 * 1024],
        _ => throw new ArgumentOutOfRangeException(nameof(which)),
    };

    private static byte[] Half(byte[] file) => file[..(file.Length / 2)];

    /// <summary>The same PNG with another size in its header and a right checksum.</summary>
    private static byte[] Headed(byte[] png, int width, int height)
    {
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        return PngBytes.WithRightHeaderChecksum(png);
    }

    private static byte[] Interlaced(byte[] png)
    {
        png[28] = 1;
        return PngBytes.WithRightHeaderChecksum(png);
    }

    private static byte[] HugeJpeg()
    {
        var jpeg = Drawing.Quarters(64, 64).EncodeJpeg();
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 65_500);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 65_500);
        return jpeg;
    }

    private static byte[] HugeWebP()
    {
        // https://developers.google.com/speed/webp/docs/riff_container: VP8, start code, then 14 bits each.
        var webp = Drawing.Quarters(64, 64).EncodeWebP();
        var start = webp.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]);
        BinaryPrimitives.WriteUInt16LittleEndian(webp.AsSpan(start + 3), 16_383);
        BinaryPrimitives.WriteUInt16LittleEndian(webp.AsSpan(start + 5), 16_383);
        return webp;
    }
}
