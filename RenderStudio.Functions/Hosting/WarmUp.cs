using RenderStudio.Core.Inspire;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Builds the request pipeline and reads the catalogues while the host loads the functions, so that neither the start
/// nor the first request waits for them. An exception stops the process, so no request uses an invalid catalogue.
/// </summary>
public sealed class WarmUp(IServiceProvider services, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly Type[] Prepared =
    [
        typeof(RequestPipeline), typeof(PromptCatalogue), typeof(ModelCatalogue), typeof(PaletteCatalogue),
        typeof(Moderation),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        foreach (var type in Prepared)
            services.GetRequiredService(type);
    }
}
