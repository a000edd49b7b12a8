using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Billing;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Sweeps;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core;

public static class CoreServices
{
    /// <summary>Registers every feature of the product, from the lowest layer to the highest.</summary>
    public static IServiceCollection AddRenderStudio(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddSingleton(TimeProvider.System)
            .AddDatabase(configuration).AddIdentity(configuration).AddImaging(configuration)
            .AddPrompts(configuration).AddUsage(configuration)
            .AddReplicate(configuration).AddInspire(configuration).AddSweeps(configuration).AddBlobs(configuration)
            .AddDeliveries(configuration).AddApiKeys(configuration)
            .AddOutputs(configuration).AddRenders().AddAssets()
            .AddPredictions(configuration)
            .AddGenerations(configuration).AddBilling(configuration)
            .AddErasure(configuration).AddReconciliation(configuration);
}
