namespace RenderStudio.Core.Outputs;

/// <summary>The time that the tries at one output take together.</summary>
public sealed class DownloadTime(OutputOptions options, TimeProvider clock)
{
    private const int LaterFactor = 3;
    private TimeSpan spent;

    /// <summary>A try was ended because it was slow.</summary>
    public bool WasSlow { get; set; }

    public TimeSpan Left => TimeSpan.FromSeconds(options.DownloadSeconds) - spent;

    public bool IsUsedUp => Left <= TimeSpan.Zero;

    /// <summary>How long a try may stay below the minimum speed.</summary>
    public TimeSpan Window => TimeSpan.FromSeconds(options.SlowSeconds * (WasSlow ? LaterFactor : 1));

    /// <param name="since">A timestamp of the clock, taken when the try began.</param>
    public void Spend(long since) => spent += clock.GetElapsedTime(since);
}
