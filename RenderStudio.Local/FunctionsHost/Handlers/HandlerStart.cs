using RenderStudio.Local.FunctionsHost.Apps;

namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>Starts a process of the app.</summary>
internal sealed class HandlerStart(FunctionApp app, bool development, ChildStarter starter, ILogger console)
{
    public TimeSpan InitializationTimeout => app.Host.InitializationTimeout;

    public async Task<HandlerProcess> RunAsync(int port, OutputTail tail) =>
        new(await starter.StartAsync(HandlerCommand.Create(app, port, development)), console, tail);
}
