namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>Keeps the last 20 lines of the worker's output, across its restarts.</summary>
internal sealed class OutputTail
{
    private const int Kept = 20;
    private readonly Queue<string> lines = new();
    private readonly Lock gate = new();

    public void Add(string line)
    {
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > Kept)
                lines.Dequeue();
        }
    }

    public IReadOnlyList<string> Lines()
    {
        lock (gate)
            return [.. lines];
    }
}
