using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>
/// The app on its plain server in a separate process, so that its memory is measured separately from that of the tests.
/// A request triggers a completion, in place of a queue message.
/// </summary>
internal static class AppChild
{
    internal const string Command = "app", CompletePath = "/complete";

    internal static async Task<int> RunAsync(string settingsFile)
    {
        var settings = JsonSerializer.Deserialize<Dictionary<string, string?>>(File.ReadAllText(settingsFile))!;
        Libvips.Start(LoaderPolicy.Photos);
        await using var app = PlainServer.Build(
            settings, Environments.Development,
            builder => builder.Services.AddSingleton<IStartupFilter, Completions>());
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await app.WaitForShutdownAsync();
        return 0;
    }

    private sealed class Completions(CompletePrediction complete) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Map(CompletePath, branch => branch.Run(async context =>
            {
                var prediction = Guid.Parse(context.Request.Path.Value!.Trim('/'));
                await complete.RunAsync(prediction, context.RequestAborted);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }));
            next(app);
        };
    }
}
