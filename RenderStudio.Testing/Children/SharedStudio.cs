using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Leaks;


namespace RenderStudio.Testing.Children;

/// <summary>
/// One complete ephemeral studio per test run, started on first use. A test class takes this in its constructor; tests
/// are isolated by user. A test that kills, restarts or reconfigures a part starts a <see cref="StudioProcess"/>. At
/// the end, its log must not contain secrets.
/// </summary>
public sealed class SharedStudio : IAsyncLifetime
{
    // With two rounds instead of five, an output that is not a picture is refused after seconds.
    private readonly Lazy<Task<StudioProcess>> studio = new(() => StudioProcess.StartAsync(
        "--ephemeral", "--setting", "Predictions__MaxInvalidRounds=2"));

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
