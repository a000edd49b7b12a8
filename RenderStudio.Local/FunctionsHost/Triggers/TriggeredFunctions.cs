using Azure.Storage.Queues.Models;
using Microsoft.Azure.WebJobs;

namespace RenderStudio.Local.FunctionsHost.Triggers;

/// <summary>
/// Base class of the type whose methods the listeners call. <see cref="TriggerMethods"/> emits one method for each
/// function of the app.
/// </summary>
public abstract class TriggeredFunctions(TriggerForwarder forwarder)
{
    protected Task RunQueueAsync(string function, QueueMessage message, CancellationToken ct) =>
        forwarder.RunQueueAsync(function, message, ct);

    protected Task RunTimerAsync(string function, TimerInfo timer, CancellationToken ct) =>
        forwarder.RunTimerAsync(function, timer, ct);
}
