namespace RenderStudio.Local.Replicate.Webhooks;

/// <summary>
/// One attempt of a delivery. The status is null when there was no response; the error then gives the reason.
/// </summary>
internal sealed record DeliveryAttempt(string Event, string WebhookId, DateTimeOffset At, int? Status, string? Error)
{
    /// <summary>Response time of the receiver in milliseconds.</summary>
    public double AnswerMs { get; init; }
}

/// <summary>The deliveries of one prediction.</summary>
internal sealed class DeliveryLog
{
    private readonly List<DeliveryAttempt> attempts = [];
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task turn = Task.CompletedTask;
    private DateTimeOffset? lastOutput;
    private DateTimeOffset? lastLogs;

    public Task FirstAttempt => first.Task;

    /// <summary>Completes with the first attempt at the terminal delivery.</summary>
    public Task CompletedAttempt => completed.Task;

    public void Add(DeliveryAttempt attempt)
    {
        lock (attempts)
            attempts.Add(attempt);
        first.TrySetResult();
        if (attempt.Event == "completed")
            completed.TrySetResult();
    }

    public DeliveryAttempt[] All()
    {
        lock (attempts)
            return [.. attempts];
    }

    /// <summary>Queues a delivery after the earlier ones.</summary>
    public Task Enqueue(Func<Task, Task> send)
    {
        lock (attempts)
            return turn = send(turn);
    }

    /// <summary>Output and logs are each sent at most twice per second.</summary>
    public bool MaySend(WebhookEvent kind, DateTimeOffset now)
    {
        lock (attempts)
        {
            if (kind is WebhookEvent.Start or WebhookEvent.Completed)
                return true;
            ref var last = ref (kind == WebhookEvent.Output ? ref lastOutput : ref lastLogs);
            if (last is { } before && now - before < TimeSpan.FromMilliseconds(500))
                return false;
            last = now;
            return true;
        }
    }
}
