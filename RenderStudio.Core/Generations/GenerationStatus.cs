namespace RenderStudio.Core.Generations;

/// <summary>What an owner sees of a generation; stored in lower case. See docs/states.md.</summary>
public enum GenerationStatus
{
    Pending,
    Queued,
    Running,
    Storing,
    Succeeded,
    Failed,
    Canceled,
}
