using System.Text;
using Azure.Storage.Queues.Models;
using RenderStudio.Local.FunctionsHost.Apps;
using RenderStudio.Local.FunctionsHost.Handlers;
using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Local.FunctionsHost.Queues;

/// <summary>What becomes of one message.</summary>
internal sealed partial class QueueMessageRun(
    AppFunction<QueueTrigger> function, QueueRules rules, PoisonQueue? poison, TriggerCall call, ILogger log)
{
    /// <param name="handler">Gives the instance's handler; it may have to wait for one.</param>
    public async Task RunAsync(
        MessageLease lease, Func<CancellationToken, Task<HandlerLife>> handler, CancellationToken ct)
    {
        var message = lease.Message;
        if (message.DequeueCount > rules.MaxDequeueCount)
        {
            await PoisonAsync(lease, ct);
            return;
        }
        if (MessageText.Decode(message.MessageText, rules.Base64) is not { } body)
        {
            LogUndecodable(log, function.Trigger.QueueName, message.MessageId);
            await PoisonAsync(lease, ct);
            return;
        }
        var life = await handler(ct);
        var succeeded = await InvokeAsync(lease, life, body, ct);
        // An instance that was taken away tells the queue nothing: the message shows again when its lease ends.
        if (!life.TakenAway)
            await CompleteAsync(lease, succeeded, ct);
    }

    private async Task<bool> InvokeAsync(MessageLease lease, HandlerLife life, byte[] body, CancellationToken ct)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var keeping = lease.KeepAsync(life, done.Token);
        try
        {
            await call.RunAsync(life, function.Name, Payload(lease.Message, body), ct);
            return true;
        }
        catch (InvocationFailedException error)
        {
            LogFailed(log, function.Name, lease.Message.DequeueCount, error.Message);
            return false;
        }
        finally
        {
            await done.CancelAsync();
            await keeping;
        }
    }

    private async Task CompleteAsync(MessageLease lease, bool succeeded, CancellationToken ct)
    {
        if (succeeded)
            await lease.DeleteAsync(ct);
        // Without a poison queue a failed message stays invisible for the rest of its lease, lest it spin.
        else if (poison is not null && lease.Message.DequeueCount < rules.MaxDequeueCount)
            await lease.HideAsync(rules.VisibilityTimeout, ct);
        else
            await PoisonAsync(lease, ct);
    }

    private async Task PoisonAsync(MessageLease lease, CancellationToken ct)
    {
        if (poison is null)
            return;
        LogPoisoned(log, function.Trigger.QueueName, lease.Message.MessageId, poison.Name);
        await poison.AddAsync(lease.Message.MessageText, ct);
        await lease.DeleteAsync(ct);
    }

    private TriggerPayload Payload(QueueMessage message, byte[] body)
    {
        var trigger = function.Trigger;
        var text = Encoding.UTF8.GetString(body);
        var payload = new TriggerPayload(trigger.BindingName, trigger.Binary ? body : text)
            .With("DequeueCount", message.DequeueCount)
            .With("ExpirationTime", message.ExpiresOn)
            .With("Id", message.MessageId)
            .With("InsertionTime", message.InsertedOn)
            .With("NextVisibleTime", message.NextVisibleOn)
            .With("PopReceipt", message.PopReceipt);
        return trigger.Binary ? payload : payload.WithPropertiesOf(text);
    }

    [LoggerMessage(LogLevel.Warning,
        "Message decoding has failed! Check MessageEncoding settings. {Queue}: {MessageId}")]
    private static partial void LogUndecodable(ILogger log, string queue, string messageId);

    [LoggerMessage(LogLevel.Error, "{Function} failed at attempt {Attempt}: {Reason}")]
    private static partial void LogFailed(ILogger log, string function, long attempt, string reason);

    [LoggerMessage(LogLevel.Warning, "{Queue}: message {MessageId} is moved to {Poison}")]
    private static partial void LogPoisoned(ILogger log, string queue, string messageId, string poison);
}
