using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Blobs;

internal static class BlobServices
{
    public static IServiceCollection AddBlobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Bind(configuration.GetSection(StorageOptions.Section))
            .PostConfigure(options => FallBack(options, configuration))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageConnectionValidator>();
        services.AddSingleton(Blobs);
        services.AddSingleton(Queues);
        return services
            .AddSingleton<BlobSigner>().AddSingleton<BlobFiles>().AddSingleton<BlobLinks>()
            .AddSingleton<PublicLinks>()
            .AddSingleton<StorageSetup>()
            .AddSingleton<StoredFileList>();
    }

    private static void FallBack(StorageOptions options, IConfiguration configuration)
    {
        const string host = "AzureWebJobsStorage";
        if (options.ConnectionString == "" && options.BlobServiceUri == "")
            options.ConnectionString = configuration[host] ?? "";
        if (options.ConnectionString != "")
            return;
        if (options.BlobServiceUri == "")
            options.BlobServiceUri = configuration[$"{host}:blobServiceUri"] ?? "";
        if (options.QueueServiceUri == "")
            options.QueueServiceUri = configuration[$"{host}:queueServiceUri"] ?? "";
    }

    private static StorageOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    private static BlobServiceClient Blobs(IServiceProvider provider) => Options(provider) is var options
        && options.IsByIdentity()
            ? new(new Uri(options.BlobServiceUri), Credential(provider), BlobOptions())
            : new(options.ConnectionString, BlobOptions());

    private static QueueServiceClient Queues(IServiceProvider provider) => Options(provider) is var options
        && options.IsByIdentity()
            ? new(new Uri(options.QueueServiceUri), Credential(provider), QueueOptions())
            : new(options.ConnectionString, QueueOptions());

    private static TokenCredential Credential(IServiceProvider provider) =>
        provider.GetRequiredService<TokenCredential>();

    private static BlobClientOptions BlobOptions() => WithRetries(new BlobClientOptions(), TimeSpan.FromSeconds(30));

    // A failed enqueue is not an error, so the timeout is short.
    private static QueueClientOptions QueueOptions() => WithRetries(
        new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }, TimeSpan.FromSeconds(3));

    private static T WithRetries<T>(T options, TimeSpan perTry) where T : ClientOptions
    {
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = perTry;
        options.Diagnostics.IsLoggingEnabled = false; // URLs may contain signatures
        return options;
    }
}
