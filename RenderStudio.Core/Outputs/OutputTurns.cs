namespace RenderStudio.Core.Outputs;

/// <summary>
/// Bounds how many outputs are held in memory at once. Of those that wait, what expires first goes first.
/// </summary>
public sealed class OutputTurns(int places)
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<TaskCompletionSource, DateTimeOffset> waiting = new();
    private int free = places;

    /// <summary>Each turn ends with <see cref="Release"/>; a wait that was canceled had none.</summary>
    public async Task WaitAsync(DateTimeOffset expires, CancellationToken ct)
    {
        TaskCompletionSource turn;
        lock (gate)
        {
            if (free > 0)
            {
                free--;
                return;
            }

            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(turn, expires);
        }

        await using var registered = ct.Register(() => turn.TrySetCanceled(ct));
        await turn.Task;
    }

    public void Release()
    {
        lock (gate)
        {
            while (waiting.TryDequeue(out var next, out _))
            {
                if (next.TrySetResult())
                    return;
            }

            free++;
        }
    }
}
