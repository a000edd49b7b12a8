using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>
/// One running app for all tests of a class. Its clock is fixed, so the links in all its responses are equal.
/// </summary>
public sealed class ClockedApp(Services services) : IAsyncLifetime
{
    public FixedClock Clock { get; } = FixedClock.AtLinkBoundary();

    public RunningApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        App = await RunningApp.StartAsync(services, adjust => adjust.AddSingleton<TimeProvider>(Clock));

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
