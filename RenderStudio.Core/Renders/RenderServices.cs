using Microsoft.Extensions.DependencyInjection;

namespace RenderStudio.Core.Renders;

public static class RenderServices
{
    public static IServiceCollection AddRenders(this IServiceCollection services) => services
        .AddSingleton<RenderVariants>()
        .AddSingleton<ListRenders>()
        .AddSingleton<GetRender>();
}
