using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

internal static class IdentityServices
{
    private const int MaxDocumentBytes = 512 * 1024;

    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IdentityOptions>()
            .Bind(configuration.GetSection(IdentityOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsValidator>()
            .AddSingleton<IValidateOptions<IdentityOptions>, IdentityRangesValidator>();
        services.AddHttpClient(nameof(AuthorityDocuments), Configure)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                MaxResponseHeadersLength = 32, // kB
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                UseCookies = false,
                UseProxy = false,
            });
        return services
            .AddSingleton(provider => new AuthorityDocuments(
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(AuthorityDocuments)),
                provider.GetRequiredService<IHostEnvironment>()))
            .AddSingleton<Roles>()
            .AddSingleton(provider => new TokenValidator(
                provider.GetRequiredService<IOptions<IdentityOptions>>(),
                provider.GetRequiredService<AuthorityDocuments>(),
                provider.GetRequiredService<Roles>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>()))
            .AddSingleton<OwnerStore>().AddSingleton<Authenticate>().AddHostedService<MissingOperators>();
    }

    private static void Configure(HttpClient http)
    {
        http.Timeout = TimeSpan.FromSeconds(5);
        http.MaxResponseContentBufferSize = MaxDocumentBytes;
    }
}
