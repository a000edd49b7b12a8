using RenderStudio.Local.FunctionsHost;

namespace RenderStudio.Tests.FunctionsHost;

/// <summary>A running app with one timer that is only ever run by hand.</summary>
public sealed class TickingApp : IAsyncLifetime
{
    internal ScriptedApp App { get; } = new ScriptedApp().Timer("Tick", "0 0 0 1 1 *", ", \"useMonitor\": false");

    internal RecordedLog Log { get; } = new();

    internal StandInHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Host = await App.StartAsync(change: options => options with { Log = Log });

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        App.Dispose();
        Log.Dispose();
    }
}
