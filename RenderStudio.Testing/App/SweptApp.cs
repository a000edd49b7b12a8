using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>As <see cref="SharedApp"/>, with a storage account that its tests can sweep.</summary>
public sealed class SweptApp(Services services, SweptStorage storage) : IAsyncLifetime
{
    public Services Services { get; } = services;

    public RunningApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await RunningApp.StartAsync(Services, storage.Setting);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
