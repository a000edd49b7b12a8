using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Blobs;
using RenderStudio.Local.Children;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>
/// Pages in a real browser, on origins other than those of the app and of storage. CORS rules apply to the whole
/// storage account, so these tests use a separate one.
/// </summary>
public sealed class BrowserTests(Services services) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] Photo = ExifBytes.IntoJpeg(Drawing.Quarters(200, 120).EncodeJpeg(), orientation: 6);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-browser-storage-");
    private AzuriteChild azurite = null!;
    private Website allowedOrigin = null!, otherOrigin = null!;
    private RunningApp app = null!;
    private HttpClient owner = null!;

    public async ValueTask InitializeAsync()
    {
        azurite = await AzuriteChild.StartAsync(folder.FullName, default);
        (allowedOrigin, otherOrigin) = (await Website.StartAsync(Photo), await Website.StartAsync(Photo));
        app = await RunningApp.StartAsync(services,
            ("AzureWebJobsStorage", azurite.ConnectionString), ("Http:AllowedOrigins:0", allowedOrigin.Origin));
        await app.Services.GetRequiredService<StorageSetup>().RunAsync([allowedOrigin.Origin], default);
        owner = app.ClientOf("ann");
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await app.DisposeAsync();
        await allowedOrigin.DisposeAsync();
        await otherOrigin.DisposeAsync();
        await azurite.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_uploads_directly_to_storage_and_shows_the_picture()
    {
        var told = await OpenAsync(allowedOrigin, grant: null);

        Assert.Equal(("201", "201 true", "200", "120 200"),
            (told.Text("granted"), told.Text("put"), told.Text("completed"), told.Text("shown")));
        Assert.Contains(told.Text("put again"), new[] { "403", "409" });
        Assert.Equal(120, told.GetProperty("asset").GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task A_page_of_another_origin_is_blocked_even_with_a_token_and_a_grant()
    {
        var grant = await owner.GrantedAsync(Photo.Length);

        var told = await OpenAsync(otherOrigin, grant);

        foreach (var step in new[] { "granted", "put", "put again", "completed" })
            Assert.Equal("TypeError", told.Text(step));
        Assert.Equal("EncodingError", told.Text("shown"));
        Assert.False(await app.Services.GetRequiredService<BlobFiles>()
            .DeleteAsync(StudioContainers.Private, grant.Text("path"), default));
    }

    private async Task<JsonElement> OpenAsync(Website site, JsonElement? grant)
    {
        var query = new Dictionary<string, string>
        {
            ["api"] = app.Http.BaseAddress!.ToString().TrimEnd('/'),
            ["token"] = owner.DefaultRequestHeaders.Authorization!.Parameter!,
            ["grant"] = grant?.ToString() ?? "{}",
        };
        var page = new UriBuilder(site.Origin)
        {
            Query = string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")),
        };
        await using var browser = await Browser.OpenAsync(page.Uri);
        try
        {
            return await site.Report.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The page reported nothing. {browser.LastOutput}");
        }
    }
}
