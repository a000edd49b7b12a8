using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>
/// The client as the app registers it, against a Replicate server that redirects every call to another server.
/// </summary>
public sealed class RedirectTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> asked = new(), followed = new();
    private WebApplication elsewhere = null!, redirecting = null!;
    private ServiceProvider services = null!;

    public async ValueTask InitializeAsync()
    {
        elsewhere = await StartAsync(async context =>
        {
            followed.Enqueue(context.Request.Path);
            await context.Response.WriteAsJsonAsync(
                new { id = "run", status = "starting", results = Array.Empty<int>() });
        });
        redirecting = await StartAsync(context =>
        {
            asked.Enqueue($"{context.Request.Method} {context.Request.Headers.Authorization}");
            context.Response.Redirect(elsewhere.Urls.Single() + context.Request.Path);
            return Task.CompletedTask;
        });
        var settings = new Dictionary<string, string?>
        {
            ["Replicate:BaseUrl"] = $"{redirecting.Urls.Single()}/v1",
            ["Replicate:ApiToken"] = "r8_test",
            ["Replicate:WebhookSecrets:0"] = "whsec_" + Convert.ToBase64String(new byte[32]),
            ["Replicate:WebhookTokenKey"] = Convert.ToBase64String(new byte[32]),
        };
        services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Development })
            .AddSingleton(PromptCatalogue.Load())
            .AddReplicate(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_a_redirected_create_may_have_created_a_run()
    {
        var client = services.GetRequiredService<ReplicateClient>();
        var model = services.GetRequiredService<ModelCatalogue>().Get("black-forest-labs/flux-schnell");

        var created = await client.CreateAsync(model, [], webhook: null, cancelAfter: null, default);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("run", default));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.ListAsync(default, null, default));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.CancelAsync("run", default));
        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.UploadFileAsync(new byte[] { 1 }, "image/png", "a.png", default));

        Assert.IsType<CreateOutcome.Unknown>(created);
        Assert.Empty(followed);
        Assert.Equal(
            ["POST Bearer r8_test", "GET Bearer r8_test", "GET Bearer r8_test", "POST Bearer r8_test",
                "POST Bearer r8_test"], asked);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await redirecting.DisposeAsync();
        await elsewhere.DisposeAsync();
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
