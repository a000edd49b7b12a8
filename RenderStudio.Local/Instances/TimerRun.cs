namespace RenderStudio.Local.Instances;

/// <summary>How a timer function that was run by hand ended.</summary>
/// <param name="Known">False when no timer function has that name.</param>
/// <param name="Failure">A sentence; null when it succeeded.</param>
public sealed record TimerRun(bool Known, string? Failure)
{
    public static readonly TimerRun Succeeded = new(true, null);
    public static readonly TimerRun Unknown = new(false, null);
}
