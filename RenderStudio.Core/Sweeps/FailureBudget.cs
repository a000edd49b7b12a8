namespace RenderStudio.Core.Sweeps;

/// <summary>
/// The subjects of a sweep, one after the other. What one of them throws keeps none behind it from its turn; the sweep
/// fails at its end. Many failures mean that something larger is wrong, and end it at once.
/// </summary>
internal sealed class FailureBudget
{
    private const int MostFailures = 10;

    private readonly List<Exception> failures = [];

    /// <returns>The result; default when it failed.</returns>
    public async Task<T?> TakeAsync<T>(Func<Task<T>> turn, CancellationToken ct)
    {
        try
        {
            return await turn();
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            failures.Add(failure);
            if (failures.Count == MostFailures)
                End();
            return default;
        }
    }

    /// <exception cref="AggregateException">Something failed.</exception>
    public void End()
    {
        if (failures.Count > 0)
            throw new AggregateException(failures);
    }
}
