using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Sweeps;

internal static class SweepServices
{
    public static IServiceCollection AddSweeps(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SweepOptions>().Bind(configuration.GetSection(SweepOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SweepOptions>, SweepOptionsValidator>();
        return services.AddSingleton<SweepStorage>();
    }
}
