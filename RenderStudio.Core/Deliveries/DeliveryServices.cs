using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Deliveries;

internal static class DeliveryServices
{
    public static IServiceCollection AddDeliveries(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DeliveryOptions>()
            .Bind(configuration.GetSection(DeliveryOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidator>();
        services.AddSingleton<IValidateOptions<DeliveryOptions>, DeliveryLoopbackValidator>();
        services.AddSingleton<IValidateOptions<DeliveryOptions>, EndpointKeysValidator>();
        // The loggers are removed because an owner's address may contain a secret.
        services.AddHttpClient(nameof(DeliverySender), http => http.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(Handler);
        return services
            .AddMetrics().AddSingleton<DeliveryMetrics>()
            .AddSingleton<ResolveHost>(_ => Dns.GetHostAddressesAsync)
            .AddSingleton<ConnectSocket>(_ => EndpointConnection.OpenAsync)
            .AddSingleton<EndpointHosts>().AddSingleton<EndpointConnection>().AddSingleton<EndpointSecrets>()
            .AddSingleton<EndpointStore>().AddSingleton<DeliveryListStore>().AddSingleton<DueEndpointStore>()
            .AddSingleton<DeliveryClaimStore>().AddSingleton<DeliveryOutcomeStore>().AddSingleton<OldDeliveryStore>()
            .AddSingleton<CheckEndpoint>().AddSingleton<CreateEndpoint>().AddSingleton<ChangeEndpoint>()
            .AddSingleton<ListEndpoints>().AddSingleton<DeleteEndpoint>().AddSingleton<RotateSecret>()
            .AddSingleton<SendTestEvent>().AddSingleton<ListDeliveries>().AddSingleton<ReplayDelivery>()
            .AddSingleton<DeliveryQueues>().AddSingleton<EnqueueDeliveries>().AddSingleton<RepairDeliveries>()
            .AddSingleton<DeliveryGate>()
            .AddSingleton(provider => new DeliverySender(
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(DeliverySender)),
                provider.GetRequiredService<EndpointSecrets>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<SendNextDelivery>().AddSingleton<SendDeliveries>()
            .AddSingleton<EndpointSecretStore>()
            .AddSingleton<ISweep, OldDeliveriesSweep>().AddSingleton<ISweep, FormerKeysSweep>();
    }

    private static SocketsHttpHandler Handler(IServiceProvider provider)
    {
        var connection = provider.GetRequiredService<EndpointConnection>();
        return new SocketsHttpHandler
        {
            ConnectCallback = (context, ct) =>
                connection.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ct),
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(10), // A connection attempt outlives its request.
            MaxResponseHeadersLength = 16, // kB
            MaxResponseDrainSize = 0, // The rest of a response is not read.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            UseCookies = false,
            UseProxy = false,
        };
    }
}
