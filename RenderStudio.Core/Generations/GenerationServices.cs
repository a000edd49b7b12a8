using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Generations;

internal static class GenerationServices
{
    public static IServiceCollection AddGenerations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GenerationOptions>()
            .Bind(configuration.GetSection(GenerationOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GenerationOptions>, GenerationOptionsValidator>();
        return services
            .AddSingleton<InspireRules>()
            .AddSingleton<SubmitRules>()
            .AddSingleton<HoldCredits>()
            .AddSingleton<WriteGeneration>()
            .AddSingleton<IdempotencyStore>()
            .AddSingleton<SubmitOnce>()
            .AddSingleton<QuoteStore>()
            .AddSingleton<PlanCheck>()
            .AddSingleton<AdmitGeneration>()
            .AddSingleton<PrecheckSubmit>()
            .AddSingleton<QuoteGeneration>()
            .AddSingleton<SubmitGeneration>()
            .AddSingleton<CancelGeneration>()
            .AddSingleton<RetryStore>()
            .AddSingleton<RetryGeneration>()
            .AddSingleton<WaitForGeneration>()
            .AddSingleton<CheckHintStore>()
            .AddSingleton<CheckHints>()
            .AddSingleton<GenerationWatch>()
            .AddSingleton<GetGeneration>()
            .AddSingleton<ListGenerations>()
            .AddSingleton<ListEvents>();
    }
}
