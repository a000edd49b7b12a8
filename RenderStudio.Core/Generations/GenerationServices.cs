using Microsoft.Extensions.DependencyInjection;

namespace RenderStudio.Core.Generations;

public static class GenerationServices
{
    public static IServiceCollection AddGenerations(this IServiceCollection services) => services
        .AddSingleton<SubmitRules>()
        .AddSingleton<OrderPhotos>()
        .AddSingleton<WriteGeneration>()
        .AddSingleton<IdempotencyStore>()
        .AddSingleton<SubmitOnce>()
        .AddSingleton<QuoteStore>()
        .AddSingleton<PlanCheck>()
        .AddSingleton<AdmitOrder>()
        .AddSingleton<RefuseUnread>()
        .AddSingleton<QuoteGeneration>()
        .AddSingleton<SubmitGeneration>()
        .AddSingleton<CancelGeneration>()
        .AddSingleton<RetryGeneration>()
        .AddSingleton<WaitForGeneration>()
        .AddSingleton<CheckHints>()
        .AddSingleton<GenerationWatch>()
        .AddSingleton<GetGeneration>()
        .AddSingleton<ListGenerations>()
        .AddSingleton<ListEvents>();
}
