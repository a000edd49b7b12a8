using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Identity;

/// <summary>The app's client for the metadata of issuers.</summary>
public sealed class AuthorityDocumentTests(Services services) : IAsyncLifetime
{
    private WebApplication issuer = null!;
    private RunningApp app = null!;
    private AuthorityDocuments documents = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        issuer = builder.Build();
        issuer.MapGet("/document", () => "{}");
        issuer.MapGet("/redirect", () => Results.Redirect("/document"));
        issuer.MapGet("/large", () => new string('a', (512 * 1024) + 1));
        issuer.MapGet("/limit", () => new string('a', 512 * 1024));
        issuer.MapGet("/missing", () => Results.NotFound());
        issuer.MapGet("/silent", async (HttpContext context) =>
            await Task.Delay(Timeout.Infinite, context.RequestAborted));
        await issuer.StartAsync();
        app = await RunningApp.StartInDevelopmentAsync(services, _ => { });
        documents = app.Services.GetRequiredService<AuthorityDocuments>();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_document_is_read() => Assert.Equal("{}", await ReadAsync("document"));

    [Fact]
    public async Task A_document_has_at_most_512_kB()
    {
        Assert.Equal(512 * 1024, (await ReadAsync("limit")).Length);
        await Assert.ThrowsAsync<HttpRequestException>(() => ReadAsync("large"));
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("missing")]
    public async Task A_redirect_or_an_error_is_no_document(string path) =>
        await Assert.ThrowsAsync<HttpRequestException>(() => ReadAsync(path));

    [Fact]
    public async Task A_document_that_does_not_arrive_is_given_up() =>
        await Assert.ThrowsAsync<TaskCanceledException>(() => ReadAsync("silent"));

    [Theory]
    [InlineData("file:///etc/hostname")]
    [InlineData("http://login.example.com/document")]
    [InlineData("/document")]
    [InlineData("")]
    public async Task Another_address_is_not_read(string address) => await Assert.ThrowsAsync<HttpRequestException>(
        async () => await documents.ReadAsync(address, default));

    private Task<string> ReadAsync(string path) =>
        documents.ReadAsync($"{issuer.Urls.Single()}/{path}", default);
}
