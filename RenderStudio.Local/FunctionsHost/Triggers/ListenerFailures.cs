using System.Runtime.ExceptionServices;
using Microsoft.Azure.WebJobs.Host.Timers;

namespace RenderStudio.Local.FunctionsHost.Triggers;

/// <summary>
/// Stops the host when a listener fails permanently, for example when another instance took the lock of a timer while
/// storage was unavailable. The real host also stops, and the platform starts it again.
/// </summary>
internal sealed class ListenerFailures(HostShutdown shutdown)
    : IWebJobsExceptionHandlerFactory, IWebJobsExceptionHandler
{
    public IWebJobsExceptionHandler Create(IHost jobHost) => this;

    public Task OnTimeoutExceptionAsync(ExceptionDispatchInfo exceptionInfo, TimeSpan timeoutGracePeriod) =>
        OnUnhandledExceptionAsync(exceptionInfo);

    public Task OnUnhandledExceptionAsync(ExceptionDispatchInfo exceptionInfo)
    {
        var message = exceptionInfo.SourceException.GetBaseException().Message.Split('\n')[0].Trim();
        shutdown.Restart($"A listener failed, so the host restarts: {message}");
        return Task.CompletedTask;
    }
}
