using RenderStudio.Testing.Leaks;
using RenderStudio.Testing.InProcess;


namespace RenderStudio.Testing.Children;

/// <summary>
/// One whole ephemeral studio per test run, started when somebody first asks. A test class takes this in its
/// constructor; tests keep apart by user. A test that kills, restarts or reconfigures something starts a
/// <see cref="StudioProcess"/>. In the end its log must be free of secrets.
/// </summary>
public sealed class SharedStudio : IAsyncLifetime
{
    private readonly Lazy<Task<StudioProcess>> studio = new(() => StudioProcess.StartAsync("--ephemeral"));

    public Task<StudioProcess> RunningAsync() => studio.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!studio.IsValueCreated)
            return;
        await using var running = await studio.Value;
        await running.LeaksNothingAsync();
    }
}
