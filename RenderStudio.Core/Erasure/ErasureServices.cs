using Microsoft.Extensions.DependencyInjection;

namespace RenderStudio.Core.Erasure;

public static class ErasureServices
{
    public static IServiceCollection AddErasure(this IServiceCollection services) => services
        .AddSingleton<ErasureStore>()
        .AddSingleton<ErasedRows>()
        .AddSingleton<EraseOwner>();
}
