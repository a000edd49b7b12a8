using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Tests.Functions.Assets;

namespace RenderStudio.Tests.Functions.Reference;

/// <summary>The page that shows the API document, in a real browser.</summary>
public sealed class ReferencePageTests(Services services) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Reporter reporter = new();
    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(
        services, adjust => adjust.AddSingleton<IStartupFilter>(reporter));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task The_page_shows_the_operations_and_loads_everything_from_the_app()
    {
        var address = app.Http.BaseAddress!;
        await using var browser = await Browser.OpenAsync(new Uri(address, "/show"));

        var shown = await reporter.Report.WaitAsync(Patience);

        Assert.Contains("Render Studio", shown.Text("title"));
        Assert.Contains("Get modes, styles, models and limits", shown.Text("text"));
        var loaded = Texts(shown, "loaded");
        Assert.Contains(new Uri(address, "/api/reference/scalar.js").AbsoluteUri, loaded);
        Assert.Contains(new Uri(address, "/api/openapi.json").AbsoluteUri, loaded);
        Assert.All(loaded, url => Assert.True(
            url.StartsWith(address.AbsoluteUri) || url.StartsWith("data:") || url.StartsWith("blob:"), url));
        Assert.Empty(Texts(shown, "blocked"));
    }

    private static string[] Texts(JsonElement shown, string name) =>
        [.. shown.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    /// <summary>Adds a page that shows the reference in a frame, and the address to which it reports.</summary>
    private sealed class Reporter : IStartupFilter
    {
        private readonly TaskCompletionSource<JsonElement> report =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<JsonElement> Report => report.Task;

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            var page = Path.Combine(AppContext.BaseDirectory, "Functions", "Reference", "reference-page.html");
            app.Map("/show", branch => branch.Run(context =>
            {
                context.Response.ContentType = "text/html";
                return context.Response.SendFileAsync(page);
            }));
            app.Map("/told", branch => branch.Run(async context =>
                report.TrySetResult(await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body))));
            next(app);
        };
    }
}
