using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Inspire;

public static class InspireServices
{
    public static IServiceCollection AddInspire(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<InspireOptions>().Bind(configuration.GetSection(InspireOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<InspireOptions>, InspireOptionsValidator>();
        return services
            .AddSingleton(PaletteCatalogue.Load())
            .AddSingleton<ReadPalette>()
            .AddSingleton<InspireRules>()
            .AddSingleton<InspireBriefStore>()
            .AddSingleton<PlanInspire>()
            .AddSingleton<DrawStencil>();
    }
}
