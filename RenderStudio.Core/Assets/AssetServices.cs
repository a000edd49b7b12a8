using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Assets;

public static class AssetServices
{
    public static IServiceCollection AddAssets(this IServiceCollection services) => services
        .AddSingleton<PhotoReader>().AddSingleton<AssetFiles>().AddSingleton<InputPhotos>()
        .AddSingleton<AssetLifeStore>().AddSingleton<AssetViews>()
        .AddSingleton<UploadAsset>().AddSingleton<ListAssets>().AddSingleton<GetAsset>().AddSingleton<DeleteAsset>()
        .AddSingleton<ChangeAssetVisibility>().AddSingleton<SignLinks>().AddSingleton<PublicFileStore>()
        .AddSingleton<UploadGrantStore>().AddSingleton<GrantUpload>().AddSingleton<StagedFiles>()
        .AddSingleton<ExceededUploads>().AddSingleton<CompleteUpload>().AddSingleton<StagedUploadsSweep>()
        .AddSingleton<ISweep>(provider => provider.GetRequiredService<StagedUploadsSweep>())
        .AddSingleton<ISweep, ExceededUploadsSweep>()
        .AddSingleton<UnsettledFileStore>().AddSingleton<FileMoves>()
        .AddSingleton<SettleFiles>().AddSingleton<ChangeVisibility>()
        .AddSingleton<FileRowStore>().AddSingleton<FilesBesideRows>()
        .AddSingleton<ISweep, StrayFilesSweep>().AddSingleton<ISweep, MissingFilesSweep>()
        .AddSingleton<UnsettledFilesSweep>()
        .AddSingleton<ISweep>(provider => provider.GetRequiredService<UnsettledFilesSweep>());
}
