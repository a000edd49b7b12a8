using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Outputs;

internal static class OutputServices
{
    public static IServiceCollection AddOutputs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OutputOptions>().Bind(configuration.GetSection(OutputOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OutputOptions>, OutputOptionsValidator>();
        // The loggers are removed because the link of an output is sufficient to read it.
        services.AddHttpClient(nameof(OutputDownload))
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                MaxResponseHeadersLength = 32, // kB
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        return services
            .AddSingleton<OutputAddress>()
            .AddSingleton(provider => new OutputDownload(
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(OutputDownload)),
                provider.GetRequiredService<OutputAddress>(),
                provider.GetRequiredService<IOptions<OutputOptions>>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<InspireBriefStore>()
            .AddSingleton<OutputFinishers>()
            .AddSingleton<FinishOutput>();
    }
}
