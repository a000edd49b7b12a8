namespace RenderStudio.Core.Sweeps;

/// <summary>
/// Collects the failures of the items of a sweep. A failed item does not prevent the next ones; the sweep fails at its
/// end. Ten failures indicate a general fault and end the sweep at once.
/// </summary>
internal sealed class FailureBudget
{
    private const int MaxFailures = 10;

    private readonly List<Exception> failures = [];

    /// <summary>Processes one item.</summary>
    /// <returns>The result; the default value when the item failed.</returns>
    public async Task<T?> TryAsync<T>(Func<Task<T>> item, CancellationToken ct)
    {
        try
        {
            return await item();
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            failures.Add(failure);
            if (failures.Count == MaxFailures)
                ThrowIfFailed();
            return default;
        }
    }

    /// <exception cref="AggregateException">At least one item failed.</exception>
    public void ThrowIfFailed()
    {
        if (failures.Count > 0)
            throw new AggregateException(failures);
    }
}
