using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Predictions;

public static class PredictionServices
{
    public static IServiceCollection AddPredictions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PredictionOptions>()
            .Bind(configuration.GetSection(PredictionOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PredictionOptions>, PredictionOptionsValidator>();
        return services
            .AddSingleton<PredictionQueues>()
            .AddSingleton<PredictionHints>()
            .AddSingleton<RejectedMessages>()
            .AddSingleton<PredictionLeases>()
            .AddSingleton<RunNews>()
            .AddSingleton<StartStore>()
            .AddSingleton<StartBriefStore>()
            .AddSingleton<InputLinks>()
            .AddSingleton<StartPrediction>()
            .AddSingleton<ReceiveWebhook>()
            .AddSingleton<CompletionClaims>()
            .AddSingleton<CompletionStore>()
            .AddSingleton<CompletePrediction>()
            .AddSingleton<SettlePoisonedMessage>();
    }
}
