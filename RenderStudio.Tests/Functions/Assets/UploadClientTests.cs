using System.Diagnostics;
using System.Net;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>Presigned uploads with clients that the product does not contain.</summary>
public sealed class UploadClientTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private static readonly byte[] Photo = ExifBytes.IntoJpeg(Drawing.Quarters(200, 120).EncodeJpeg(), orientation: 6);
    private readonly RunningApp app = shared.App;
    private HttpClient owner = null!;

    public ValueTask InitializeAsync()
    {
        owner = app.ClientOf(Guid.NewGuid().ToString());
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_Azure_Storage_client_uploads_with_the_grant()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, Photo);
        var grant = await owner.GrantedAsync(Photo.Length);
        var script = Path.Combine(AppContext.BaseDirectory, "Functions", "Assets", "presigned-upload.cjs");

        var lines = await RunAsync("node", script, grant.Text("uploadUrl"), file, "image/jpeg");

        Assert.Equal(["uploaded", "not: over it", "not: read", "not: delete"], lines);
        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(grant)).StatusCode);
        File.Delete(file);
    }

    [Fact]
    public async Task Curl_uploads_with_the_headers_of_the_grant()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, Photo);
        var grant = await owner.GrantedAsync(Photo.Length);
        var headers = grant.GetProperty("headers").EnumerateObject()
            .SelectMany(header => new[] { "-H", $"{header.Name}: {header.Value.GetString()}" });

        var lines = await RunAsync("curl",
            ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "-T", file, .. headers, grant.Text("uploadUrl")]);

        Assert.Equal(["201"], lines);
        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(grant)).StatusCode);
        File.Delete(file);
    }

    private static async Task<string[]> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
