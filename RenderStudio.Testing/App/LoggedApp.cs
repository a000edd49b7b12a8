using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>One running app for all tests of a class, with its complete log.</summary>
public sealed class LoggedApp(Services services) : IAsyncLifetime
{
    /// <summary>The origin of pages that are allowed to call the app.</summary>
    public const string Origin = "https://pages.example.com";

    public RunningApp App { get; private set; } = null!;

    internal RecordedLog Log { get; } = new();

    public async ValueTask InitializeAsync() => App =
        await RunningApp.StartAsync(services, Log, ("Http:AllowedOrigins:0", Origin));

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
