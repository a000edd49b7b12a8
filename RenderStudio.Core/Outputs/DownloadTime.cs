namespace RenderStudio.Core.Outputs;

/// <summary>The time that all attempts to download one output share.</summary>
public sealed class DownloadTime(OutputOptions options, TimeProvider clock)
{
    private const int LaterFactor = 3;
    private TimeSpan spent;

    /// <summary>True when an attempt was canceled for its speed.</summary>
    public bool WasSlow { get; set; }

    public TimeSpan Left => TimeSpan.FromSeconds(options.DownloadSeconds) - spent;

    public bool IsUsedUp => Left <= TimeSpan.Zero;

    /// <summary>How long an attempt may stay below the minimum speed.</summary>
    public TimeSpan Window => TimeSpan.FromSeconds(options.SlowSeconds * (WasSlow ? LaterFactor : 1));

    /// <param name="since">Timestamp of the clock, taken when the attempt started.</param>
    public void Spend(long since) => spent += clock.GetElapsedTime(since);
}
