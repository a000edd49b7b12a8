using System.Collections.Concurrent;
using System.Text.Json;
using RenderStudio.Local.Replicate.Catalogue;
using RenderStudio.Local.Replicate.Webhooks;

namespace RenderStudio.Local.Replicate.Predictions;

internal sealed class SimulatedRun : IDisposable
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private volatile SimulatedRunState state = new();
    private int answers;

    public required string Id { get; init; }

    /// <summary>The token that created the prediction; another token does not find it.</summary>
    public required string Account { get; init; }

    public required string Prompt { get; init; }

    public required Chance Chance { get; init; }

    public required SimulatedModel Model { get; init; }

    /// <summary><c>hidden</c> for official models.</summary>
    public required string Version { get; init; }

    public required JsonElement Input { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    public string? Deployment { get; init; }

    public Uri? Webhook { get; init; }

    /// <summary>Null when the request contained none.</summary>
    public IReadOnlyList<string>? WebhookEvents { get; init; }

    public DeliveryLog Deliveries { get; } = new();

    /// <summary>Responses and deliveries with an odd value, in the order in which they were sent.</summary>
    public ConcurrentQueue<string> OddAnswers { get; } = new();

    public DateTimeOffset? CanceledAt { get; private set; }

    public SimulatedRunState State => state;

    /// <summary>Completes when the state is final.</summary>
    public Task Finished => finished.Task;

    /// <summary>Canceled when the state becomes final for any reason.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>The number of responses about this prediction, including this one.</summary>
    public int CountAnswer() => Interlocked.Increment(ref answers);

    /// <summary>Changes a state that is not final; null when the state was already final.</summary>
    public SimulatedRunState? Move(Func<SimulatedRunState, SimulatedRunState> change)
    {
        SimulatedRunState next;
        lock (gate)
        {
            if (state.IsFinal)
                return null;
            state = next = change(state);
        }
        if (next.IsFinal)
        {
            finished.SetResult();
            stop.Cancel();
        }
        return next;
    }

    public void NoteCancel(DateTimeOffset at) => CanceledAt ??= at;

    public void Dispose() => stop.Dispose();
}
