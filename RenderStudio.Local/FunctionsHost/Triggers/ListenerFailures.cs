using System.Runtime.ExceptionServices;
using Microsoft.Azure.WebJobs.Host.Timers;

namespace RenderStudio.Local.FunctionsHost.Triggers;

/// <summary>
/// Ends the host when a listener fails for good, such as a timer whose lock another instance took while storage was
/// away. As the real host: it stops, and the platform starts it again.
/// </summary>
internal sealed class ListenerFailures(HostEnding ending) : IWebJobsExceptionHandlerFactory, IWebJobsExceptionHandler
{
    public IWebJobsExceptionHandler Create(IHost jobHost) => this;

    public Task OnTimeoutExceptionAsync(ExceptionDispatchInfo exceptionInfo, TimeSpan timeoutGracePeriod) =>
        OnUnhandledExceptionAsync(exceptionInfo);

    public Task OnUnhandledExceptionAsync(ExceptionDispatchInfo exceptionInfo)
    {
        var message = exceptionInfo.SourceException.GetBaseException().Message.Split('\n')[0].Trim();
        ending.Restart($"A listener failed, so the host starts again: {message}");
        return Task.CompletedTask;
    }
}
