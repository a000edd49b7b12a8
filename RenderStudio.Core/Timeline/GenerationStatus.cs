namespace RenderStudio.Core.Timeline;

/// <summary>The status of a generation as its owner sees it; stored in lower case. See docs/states.md.</summary>
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

public static class GenerationStatuses
{
    public static string Text(this GenerationStatus status) => status.ToString().ToLowerInvariant();

    public static GenerationStatus Parse(string text) => Enum.Parse<GenerationStatus>(text, ignoreCase: true);

    public static bool IsFinal(this GenerationStatus status) =>
        status is GenerationStatus.Succeeded or GenerationStatus.Failed or GenerationStatus.Canceled;
}
