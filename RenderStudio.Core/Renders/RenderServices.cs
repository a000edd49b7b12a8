using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Renders;

internal static class RenderServices
{
    public static IServiceCollection AddRenders(this IServiceCollection services) => services
        .AddSingleton<IFileRows, VariantFileStore>()
        .AddSingleton<RenderVariants>()
        .AddSingleton<ListRenders>()
        .AddSingleton<GetRender>()
        .AddSingleton<ChangeRender>()
        .AddSingleton<DeleteRender>()
        .AddSingleton<PublishRender>()
        .AddSingleton<BulkRenders>()
        .AddSingleton<ZipRenders>()
        .AddSingleton<IndexSearchWords>()
        .AddSingleton<ISweep, DeletedRendersSweep>()
        .AddSingleton<ISweep, SearchWordsSweep>();
}
