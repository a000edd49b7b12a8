using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Billing;

internal static class BillingServices
{
    public static IServiceCollection AddBilling(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BillingOptions>()
            .Bind(configuration.GetSection(BillingOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BillingOptions>, BillingOptionsValidator>();
        services.AddSingleton<IValidateOptions<BillingOptions>, BillingSettingsValidator>();
        services.AddHttpClient(StripeApi.HttpClientName, Configure)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
            });
        return services
            .AddSingleton<PriceTable>()
            .AddSingleton<StripeApi>()
            .AddSingleton<SoldPrices>()
            .AddSingleton<StripeSignature>()
            .AddSingleton<Withdrawals>()
            .AddSingleton<Payments>()
            .AddSingleton<Subscriptions>()
            .AddSingleton<ApplyStripeEvent>()
            .AddSingleton<ApplyStoredEvents>()
            .AddSingleton<ReceiveStripeEvent>()
            .AddSingleton<GetOffer>()
            .AddSingleton<CreateCheckout>()
            .AddSingleton<OpenPortal>()
            .AddSingleton<EndBilling>();
    }

    private static void Configure(IServiceProvider provider, HttpClient http) => http.Timeout =
        TimeSpan.FromSeconds(provider.GetRequiredService<IOptions<BillingOptions>>().Value.TimeoutSeconds);
}
