using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Tests.Functions.Hosting;

public sealed class WarmUpTests
{
    [Fact]
    public async Task A_failed_warm_up_stops_the_process()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        // No service that the warm-up prepares is registered.
        builder.Services.AddHostedService<WarmUp>();
        using var host = builder.Build();
        var warmUp = Assert.IsType<WarmUp>(host.Services.GetRequiredService<IHostedService>());

        await host.RunAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(warmUp.ExecuteTask!.IsFaulted);
    }
}
