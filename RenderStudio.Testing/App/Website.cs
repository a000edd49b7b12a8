using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>
/// The server of a frontend: a page, a photo for the page to upload, and the result that the page reports.
/// </summary>
internal sealed class Website : IAsyncDisposable
{
    private readonly TaskCompletionSource<JsonElement> report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication site;

    private Website(WebApplication site) => this.site = site;

    public string Origin => site.Urls.Single();

    public Task<JsonElement> Report => report.Task;

    public static async Task<Website> StartAsync(byte[] photo)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var website = new Website(builder.Build());
        var page = Path.Combine(AppContext.BaseDirectory, "Functions", "Assets", "browser-upload.html");
        website.site.MapGet("/", () => Results.File(page, "text/html"));
        website.site.MapGet("/photo.jpg", () => Results.Bytes(photo, "image/jpeg"));
        website.site.MapPost("/told", async (HttpRequest request) =>
            website.report.TrySetResult(await JsonSerializer.DeserializeAsync<JsonElement>(request.Body)));
        await website.site.StartAsync();
        return website;
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();
}
