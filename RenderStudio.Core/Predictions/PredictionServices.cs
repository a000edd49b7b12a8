using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Predictions;

internal static class PredictionServices
{
    public static IServiceCollection AddPredictions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PredictionOptions>()
            .Bind(configuration.GetSection(PredictionOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PredictionOptions>, PredictionOptionsValidator>();
        return services
            .AddMetrics()
            .AddSingleton<PredictionMetrics>()
            .AddSingleton<PollingSchedule>()
            .AddSingleton<PredictionQueues>()
            .AddSingleton<RejectedMessageStore>()
            .AddSingleton<ExclusiveWorkGate>()
            .AddSingleton<LeaseStore>()
            .AddSingleton<PredictionLeases>()
            .AddSingleton<ApplyRunUpdate>()
            .AddSingleton<OrphanedRunStore>()
            .AddSingleton<StartClaimStore>()
            .AddSingleton<StartPauseStore>()
            .AddSingleton<StartBudgetStore>()
            .AddSingleton<ClaimStart>()
            .AddSingleton<StartStore>()
            .AddSingleton<StartBriefStore>()
            .AddSingleton<InputLinks>()
            .AddSingleton<StencilStore>()
            .AddSingleton<DrawStencil>()
            .AddSingleton<StartInputs>()
            .AddSingleton<PrepareRun>()
            .AddSingleton<EndStart>()
            .AddSingleton<CreateRun>()
            .AddSingleton<StartPrediction>()
            .AddSingleton<VerifyWebhook>()
            .AddSingleton<ReceiveWebhook>()
            .AddSingleton<CompletionClaims>()
            .AddSingleton<CompletionStore>()
            .AddSingleton<FinishOutputs>()
            .AddSingleton<EndStoringRound>()
            .AddSingleton<CompletePrediction>()
            .AddSingleton<RedrivePrediction>()
            .AddSingleton<HandlePoisonMessage>();
    }
}
