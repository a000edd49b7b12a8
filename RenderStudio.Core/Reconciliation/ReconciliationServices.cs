using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Reconciliation;

internal static class ReconciliationServices
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ReconciliationOptions>()
            .Bind(configuration.GetSection(ReconciliationOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ReconciliationOptions>, ReconciliationOptionsValidator>();
        return services
            .AddSingleton<ReconciliationMetrics>()
            .AddSingleton<ReadRun>()
            .AddSingleton<ListingStore>()
            .AddSingleton<AwaitedRunStore>()
            .AddSingleton<GenerationRepairStore>()
            .AddSingleton<UpstreamListing>()
            .AddSingleton<StuckStore>()
            .AddSingleton<RepairStore>()
            .AddSingleton<RepairPrediction>()
            .AddSingleton<OldestPendingStore>()
            .AddSingleton<OldestPending>()
            .AddSingleton<StuckPredictions>()
            .AddSingleton<OrphanedRuns>()
            .AddSingleton<GenerationRepairs>()
            .AddSingleton<CheckPrediction>()
            .AddSingleton<ReconcilePredictions>()
            .AddSingleton<ISweep, OldRecordsSweep>();
    }
}
