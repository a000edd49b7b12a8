using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.ApiKeys;

internal static class ApiKeyServices
{
    public static IServiceCollection AddApiKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ApiKeyOptions>().Bind(configuration.GetSection(ApiKeyOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ApiKeyOptions>, ApiKeyOptionsValidator>();
        return services
            .AddSingleton<ApiKeyStore>().AddSingleton<UsedKeyStore>()
            .AddSingleton<RecordKeyUse>().AddSingleton<AuthenticateKey>()
            .AddSingleton<CreateApiKey>().AddSingleton<ListApiKeys>().AddSingleton<DeleteApiKey>()
            .AddSingleton<EraseApiKeys>();
    }
}
