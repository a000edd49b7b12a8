using RenderStudio.Core;
using RenderStudio.Functions.Admin;
using RenderStudio.Functions.Catalog;
using RenderStudio.Functions.Erasure;
using RenderStudio.Functions.Generations;
using RenderStudio.Functions.Health;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Predictions;
using RenderStudio.Functions.Reconciliation;
using RenderStudio.Functions.Renders;
using RenderStudio.Functions.Storage;
using RenderStudio.Functions.Usage;

namespace RenderStudio.Functions;

public static class Program
{
    public static Task<int> Main(string[] args) => Startup.RunAsync(Build(args), args);

    /// <summary>The whole app, ready to start. Tests adjust the builder; nothing else does.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = StudioBuilder.Create(args);
        adjust?.Invoke(builder);
        builder.Services
            .AddRenderStudio(builder.Configuration)
            .AddHttpContract(builder.Configuration)
            .AddGenerationAnswers();

        var app = builder.Build();
        app.UseHttpContract();
        app.MapHealth();
        app.MapCatalog();
        app.MapGenerations();
        app.MapQuotes();
        app.MapRenders();
        app.MapStorage();
        app.MapPublicAssets();
        app.MapUsage();
        app.MapAdmin();
        app.MapErasure();
        app.MapReplicateWebhook();
        app.MapPredictionTriggers();
        app.MapReconciliation();
        app.MapNothingElse();
        return app;
    }
}
