namespace RenderStudio.Local.FunctionsHost;

/// <summary>For the servers inside this process: its signals belong to <see cref="HostCommand"/>.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
