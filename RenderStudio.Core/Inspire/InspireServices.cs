using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RenderStudio.Core.Inspire;

internal static class InspireServices
{
    public static IServiceCollection AddInspire(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<InspireOptions>().Bind(configuration.GetSection(InspireOptions.Section));
        return services
            .AddSingleton(_ => PaletteCatalogue.Load())
            .AddSingleton<ReadPalette>()
            .AddSingleton<PlanInspire>();
    }
}
