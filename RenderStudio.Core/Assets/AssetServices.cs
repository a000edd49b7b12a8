using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Assets;

internal static class AssetServices
{
    public static IServiceCollection AddAssets(this IServiceCollection services) => services
        .AddSingleton<PhotoReader>().AddSingleton<AssetFiles>().AddSingleton<InputPhotos>()
        .AddSingleton<InputSignatureStore>()
        .AddSingleton<AssetLifeStore>().AddSingleton<AssetViews>()
        .AddSingleton<UploadAsset>().AddSingleton<ListAssets>().AddSingleton<GetAsset>().AddSingleton<DeleteAsset>()
        .AddSingleton<ChangeAssetVisibility>().AddSingleton<SignLinks>().AddSingleton<PublicFileStore>()
        .AddSingleton<UploadGrantStore>().AddSingleton<GrantUpload>().AddSingleton<StagedFiles>()
        .AddSingleton<ExceededUploads>().AddSingleton<CompleteUpload>().AddSingleton<StagedUploadsSweep>()
        .AddSingleton<ISweep>(provider => provider.GetRequiredService<StagedUploadsSweep>())
        .AddSingleton<ISweep, ExceededUploadsSweep>()
        .AddSingleton<IFileRows, AssetFileStore>().AddSingleton<PendingMoveStore>().AddSingleton<FileMoves>()
        .AddSingleton<FinishPendingMoves>().AddSingleton<ChangeVisibility>()
        .AddSingleton<FileRowStore>().AddSingleton<BlobRowMerge>()
        .AddSingleton<ISweep, StrayFilesSweep>().AddSingleton<ISweep, MissingFilesSweep>()
        .AddSingleton<PendingMovesSweep>()
        .AddSingleton<ISweep>(provider => provider.GetRequiredService<PendingMovesSweep>());
}
