using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>One running app for all tests of a class, which are isolated by owner.</summary>
public sealed class SharedApp(Services services) : IAsyncLifetime
{
    public Services Services { get; } = services;

    public RunningApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await RunningApp.StartAsync(Services);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
