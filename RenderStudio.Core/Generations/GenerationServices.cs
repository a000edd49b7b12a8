using Microsoft.Extensions.DependencyInjection;

namespace RenderStudio.Core.Generations;

public static class GenerationServices
{
    public static IServiceCollection AddGenerations(this IServiceCollection services) => services
        .AddSingleton<SubmitRules>()
        .AddSingleton<OrderPhotos>()
        .AddSingleton<WriteGeneration>()
        .AddSingleton<SubmitGeneration>()
        .AddSingleton<GetGeneration>()
        .AddSingleton<ListGenerations>()
        .AddSingleton<ListEvents>();
}
