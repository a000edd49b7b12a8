namespace RenderStudio.Core.Predictions;

/// <summary>
/// Who works in this instance at the same time. A prediction that a holder died over works alone: if it kills once
/// more, it takes no other with it, and what only stood beside it lives. One per process.
/// </summary>
public sealed class ExclusiveWorkGate : IDisposable
{
    /// <summary>More than the queues' listeners hand to one instance at once.</summary>
    private const int Places = 64;

    private readonly SemaphoreSlim door = new(1);
    private readonly SemaphoreSlim places = new(Places);

    /// <summary>
    /// Waits for its turn. Who comes after one that waits to be alone waits behind it, so that it gets its turn.
    /// </summary>
    public async Task<T> RunAsync<T>(bool alone, Func<Task<T>> work, CancellationToken ct)
    {
        var taken = 0;
        try
        {
            await door.WaitAsync(ct);
            try
            {
                for (var wanted = alone ? Places : 1; taken < wanted; taken++)
                    await places.WaitAsync(ct);
            }
            finally
            {
                door.Release();
            }

            return await work();
        }
        finally
        {
            if (taken > 0)
                places.Release(taken);
        }
    }

    public void Dispose()
    {
        door.Dispose();
        places.Dispose();
    }
}
