using System.Collections.Concurrent;

namespace RenderStudio.Testing.Faults;

/// <summary>The number of faults of each kind that occurred. A test without any fault proves nothing.</summary>
public sealed class FaultCounts
{
    private readonly ConcurrentDictionary<string, int> counts = new();

    public int this[string fault] => counts.GetValueOrDefault(fault);

    public void Add(string fault, int times = 1)
    {
        if (times > 0)
            counts.AddOrUpdate(fault, times, (_, before) => before + times);
    }

    /// <exception cref="StormException">The fault occurred fewer times.</exception>
    public void AtLeast(string fault, int times)
    {
        if (this[fault] < times)
            throw new StormException(
                $"'{fault}' must occur {times} × and occurred {this[fault]} ×; faults: {this}.");
    }

    public override string ToString() => counts.IsEmpty
        ? "nothing"
        : string.Join(", ", counts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"));
}

/// <summary>A storm without faults, or an audit with findings.</summary>
public sealed class StormException(string message) : Exception(message);
