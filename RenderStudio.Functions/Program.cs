using RenderStudio.Core;
using RenderStudio.Functions.Health;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions;

public static class Program
{
    public static Task<int> Main(string[] args) => Startup.RunAsync(Build(args), args);

    /// <summary>The whole app, ready to start. Tests adjust the builder; nothing else does.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = StudioBuilder.Create(args);
        adjust?.Invoke(builder);
        builder.Services
            .AddRenderStudio(builder.Configuration)
            .AddHttpContract(builder.Configuration);

        var app = builder.Build();
        app.UseHttpContract();
        app.MapHealth();
        app.MapNothingElse();
        return app;
    }
}
