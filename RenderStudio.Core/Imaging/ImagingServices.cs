using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Imaging;

internal static class ImagingServices
{
    /// <summary>
    /// Adds the gate and its options. The process itself calls <see cref="Libvips.Start"/> with its loader policy.
    /// </summary>
    public static IServiceCollection AddImaging(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImagingOptions>().Bind(configuration.GetSection(ImagingOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ImagingOptions>, ImagingOptionsValidator>();
        return services.AddSingleton<PictureGate>();
    }
}
