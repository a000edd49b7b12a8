using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Functions.Generations;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>A client learns when a presigned upload cannot be completed and a new grant is needed.</summary>
public sealed class EndedUploadTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const string Again = "Request a new presigned upload and send the file again.";

    private static readonly byte[] Photo = Drawing.Quarters(200, 120).EncodeJpeg();

    private readonly RunningApp app = shared.App;
    private HttpClient owner = null!;

    public ValueTask InitializeAsync()
    {
        owner = app.ClientOf($"ended-{Guid.NewGuid()}");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    public async Task A_file_shorter_than_announced_requires_a_new_grant(int bytes)
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        await app.Http.PutAsync(grant, Photo[..bytes]);

        var problem = await ProblemAsync(grant, HttpStatusCode.UnprocessableEntity, "upload_incomplete");

        Assert.Equal($"fileSize: Announced bytes: {Photo.Length}. Uploaded bytes: {bytes}. {Again}",
            problem.Text("detail"));
        Assert.True(problem.GetProperty("errors").TryGetProperty("fileSize", out _));
        await EndedAsync(grant);
    }

    [Fact]
    public async Task A_PUT_that_ends_early_is_reported_and_a_new_grant_takes_the_file()
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        await PutHalfAsync(grant);

        using var completed = await owner.CompleteAsync(grant);
        Assert.False(completed.IsSuccessStatusCode);
        Assert.Contains((await BodyAsync(completed)).Text("code"), new[] { "not_found", "upload_incomplete" });

        var second = await owner.GrantedAsync(Photo.Length);
        await app.Http.PutAsync(second, Photo);
        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(second)).StatusCode);
    }

    [Fact]
    public async Task An_open_grant_without_a_file_names_the_end_of_its_address()
    {
        var grant = await owner.GrantedAsync(Photo.Length);

        var problem = await ProblemAsync(grant, HttpStatusCode.NotFound, "not_found");

        Assert.Contains($"until {grant.GetProperty("expiresAt").GetDateTimeOffset():yyyy-MM-ddTHH:mm:ssZ}.",
            problem.Text("detail"));
        await app.Http.PutAsync(grant, Photo);
        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(grant)).StatusCode);
    }

    [Fact]
    public async Task An_expired_grant_without_a_file_requires_a_new_grant()
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        await ExpireAsync(grant);

        await EndedAsync(grant);
    }

    [Fact]
    public async Task A_file_that_arrived_before_its_grant_expired_is_completed()
    {
        var grant = await owner.GrantedAsync(Photo.Length);
        await app.Http.PutAsync(grant, Photo);
        await ExpireAsync(grant);

        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(grant)).StatusCode);
    }

    [Fact]
    public async Task Another_rejected_file_requires_a_new_grant_too()
    {
        byte[] text = [.. "This is no picture."u8];
        var grant = await owner.GrantedAsync(text.Length);
        await app.Http.PutAsync(grant, text);

        var problem = await ProblemAsync(grant, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");

        Assert.EndsWith(Again, problem.Text("detail"));
        await EndedAsync(grant);
    }

    private async Task EndedAsync(JsonElement grant)
    {
        var problem = await ProblemAsync(grant, HttpStatusCode.NotFound, "upload_ended");
        Assert.EndsWith(Again, problem.Text("detail"));
    }

    private async Task<JsonElement> ProblemAsync(JsonElement grant, HttpStatusCode status, string code)
    {
        using var answer = await owner.CompleteAsync(grant);
        return await BadRequests.ProblemAsync(answer, status, code);
    }

    private Task<int> ExpireAsync(JsonElement grant) => app.QueryAsync<int>(
        "update upload_grants set expires_at = now() - interval '1 second' where id = @id",
        new { id = grant.GetProperty("assetId").GetGuid() });

    /// <summary>Sends half of the file, then closes the connection.</summary>
    private static async Task PutHalfAsync(JsonElement grant)
    {
        var address = new Uri(grant.Text("uploadUrl"));
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        var headers = grant.GetProperty("headers").EnumerateObject()
            .Select(header => $"{header.Name}: {header.Value.GetString()}\r\n");
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n{string.Concat(headers)}"
            + $"Content-Length: {Photo.Length}\r\n\r\n"));
        await socket.GetStream().WriteAsync(Photo.AsMemory(0, Photo.Length / 2));
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
