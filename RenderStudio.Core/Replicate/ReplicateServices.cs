using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Prompts;

namespace RenderStudio.Core.Replicate;

internal static class ReplicateServices
{
    public static IServiceCollection AddReplicate(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ReplicateOptions>()
            .Bind(configuration.GetSection(ReplicateOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ReplicateOptions>, ReplicateOptionsValidator>();
        services.AddSingleton<IValidateOptions<ReplicateOptions>, ReplicateSecretsValidator>();
        services.AddOptions<PublicAddressOptions>()
            .Bind(configuration.GetSection(PublicAddressOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PublicAddressOptions>, PublicAddressOptionsValidator>();
        services.AddSingleton<IValidateOptions<PublicAddressOptions>, PublicAddressValidator>();

        services.AddTransient<ResilientCalls>();
        services.AddHttpClient(nameof(ReplicateClient), Configure)
            .RemoveAllLoggers()
            .AddHttpMessageHandler<ResilientCalls>()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
            });
        return services
            .AddSingleton(provider => ModelCatalogue.Load(
                [.. provider.GetRequiredService<PromptCatalogue>().Modes.Select(mode => mode.Id)]))
            .AddSingleton(provider => new ReplicateClient(
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(ReplicateClient)),
                provider.GetRequiredService<IOptions<ReplicateOptions>>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new WebhookSignature(
                provider.GetRequiredService<IOptions<ReplicateOptions>>(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<WebhookAddress>();
    }

    private static void Configure(IServiceProvider provider, HttpClient http)
    {
        var options = provider.GetRequiredService<IOptions<ReplicateOptions>>().Value;
        http.BaseAddress = new Uri(options.BaseUrl.TrimEnd('/') + "/");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiToken);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("render-studio/1.0");
        http.Timeout = Timeout.InfiniteTimeSpan;
    }
}
