namespace RenderStudio.Local.Instances;

/// <summary>The result of a manual run of a timer function.</summary>
/// <param name="Known">False when no timer function has the name.</param>
/// <param name="Failure">The reason as a sentence; null after a success.</param>
public sealed record TimerRun(bool Known, string? Failure)
{
    public static readonly TimerRun Succeeded = new(true, null);
    public static readonly TimerRun Unknown = new(false, null);
}
