namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>The last lines that the worker wrote, over all its restarts.</summary>
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
