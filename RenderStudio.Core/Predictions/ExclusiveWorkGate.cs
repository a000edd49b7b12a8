namespace RenderStudio.Core.Predictions;

/// <summary>
/// Limits which predictions this instance works on at the same time. A prediction with an expired lease runs alone, so
/// that another crash of the process interrupts no other prediction and is attributed to the one that causes it. There
/// is one gate per process.
/// </summary>
public sealed class ExclusiveWorkGate : IDisposable
{
    /// <summary>More messages than the queue listeners give to one instance at the same time.</summary>
    private const int Slots = 64;

    private readonly SemaphoreSlim entry = new(1);
    private readonly SemaphoreSlim slots = new(Slots);

    /// <summary>
    /// Runs <paramref name="work"/> when the gate admits it. Work that arrives after exclusive work waits behind it, so
    /// that exclusive work is not starved.
    /// </summary>
    public async Task<T> RunAsync<T>(bool exclusive, Func<Task<T>> work, CancellationToken ct)
    {
        var taken = 0;
        try
        {
            await entry.WaitAsync(ct);
            try
            {
                for (var needed = exclusive ? Slots : 1; taken < needed; taken++)
                    await slots.WaitAsync(ct);
            }
            finally
            {
                entry.Release();
            }

            return await work();
        }
        finally
        {
            if (taken > 0)
                slots.Release(taken);
        }
    }

    public void Dispose()
    {
        entry.Dispose();
        slots.Dispose();
    }
}
