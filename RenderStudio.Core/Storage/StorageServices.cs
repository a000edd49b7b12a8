using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Reconciliation;

namespace RenderStudio.Core.Storage;

public static class StorageServices
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Bind(configuration.GetSection(StorageOptions.Section))
            .PostConfigure(options => FallBack(options, configuration))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddSingleton<IValidateOptions<StorageOptions>, ConnectionStringValidator>();
        services.AddSingleton(provider => new BlobServiceClient(Account(provider), BlobOptions()));
        services.AddSingleton(provider => new QueueServiceClient(Account(provider), QueueOptions()));
        return services
            .AddSingleton<BlobFiles>().AddSingleton<BlobLinks>().AddSingleton<StudioQueues>()
            .AddSingleton<StorageSetup>()
            .AddSingleton<AssetFiles>().AddSingleton<InputPhotos>().AddSingleton<AssetLifeStore>()
            .AddSingleton<AssetViews>().AddSingleton<UploadAsset>().AddSingleton<ListAssets>().AddSingleton<GetAsset>()
            .AddSingleton<DeleteAsset>().AddSingleton<ChangeAssetVisibility>().AddSingleton<SignLinks>()
            .AddSingleton<PublicFileStore>()
            .AddSingleton<UnsettledFileStore>().AddSingleton<FileMoves>()
            .AddSingleton<SettleFiles>().AddSingleton<ChangeVisibility>()
            .AddSingleton<UnsettledFilesSweep>()
            .AddSingleton<ISweep>(provider => provider.GetRequiredService<UnsettledFilesSweep>());
    }

    private static void FallBack(StorageOptions options, IConfiguration configuration)
    {
        if (options.ConnectionString == "")
            options.ConnectionString = configuration["AzureWebJobsStorage"] ?? "";
    }

    private static string Account(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString;

    private static BlobClientOptions BlobOptions() => Patient(new BlobClientOptions(), TimeSpan.FromSeconds(30));

    // A message is only a hint: whoever waits for the 202 should not wait for a queue in trouble.
    private static QueueClientOptions QueueOptions() => Patient(
        new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }, TimeSpan.FromSeconds(3));

    private static T Patient<T>(T options, TimeSpan perTry) where T : ClientOptions
    {
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = perTry;
        options.Diagnostics.IsLoggingEnabled = false; // addresses may carry signatures
        return options;
    }
}
