using RenderStudio.Core;
using RenderStudio.Functions.Administration;
using RenderStudio.Functions.ApiKeys;
using RenderStudio.Functions.Assets;
using RenderStudio.Functions.Billing;
using RenderStudio.Functions.Catalog;
using RenderStudio.Functions.Deliveries;
using RenderStudio.Functions.Erasure;
using RenderStudio.Functions.Generations;
using RenderStudio.Functions.Health;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Predictions;
using RenderStudio.Functions.Reference;
using RenderStudio.Functions.Renders;
using RenderStudio.Functions.StudioPage;
using RenderStudio.Functions.Usage;

namespace RenderStudio.Functions;

public static class Program
{
    public static Task<int> Main(string[] args) => Startup.RunAsync(args);

    /// <summary>Registers the services of the functions and endpoints.</summary>
    public static IServiceCollection AddStudio(this IServiceCollection services, IConfiguration configuration) =>
        services.AddRenderStudio(configuration).AddHttpContract(configuration).AddAuthenticationSchemes(configuration)
            .AddGenerationResponses().AddReference().AddStudioPage(configuration).RemoveDataProtection();

    /// <summary>Maps all endpoints. <see cref="HttpFunctions"/> declares the routes to the Functions host.</summary>
    public static void MapStudio(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("").AnsweringHead();
        api.MapHealth();
        api.MapCatalog();
        api.MapGenerations();
        api.MapQuotes();
        api.MapRenders();
        api.MapStorage();
        api.MapPublicAssets();
        api.MapUsage();
        api.MapBilling();
        api.MapAdmin();
        api.MapApiKeys();
        api.MapErasure();
        api.MapReplicateWebhook();
        api.MapStripeWebhook();
        api.MapWebhookEndpoints();
        api.MapReference();
        api.MapStudioPage();
        api.MapUnknownPaths();
    }
}
