namespace RenderStudio.Local.FunctionsHost;

/// <summary>A lifetime without signal handlers, for servers in a process that handles signals itself.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
