using RenderStudio.Local.FunctionsHost.Apps;

namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>Starts a process of the app.</summary>
internal sealed class HandlerStart(FunctionApp app, bool development, ILogger console)
{
    public TimeSpan InitializationTimeout => app.Host.InitializationTimeout;

    public Task<HandlerProcess> RunAsync(int port, OutputTail tail) =>
        HandlerProcess.StartAsync(HandlerCommand.Create(app, port, development), console, tail);
}
