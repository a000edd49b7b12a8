namespace RenderStudio.Local.Replicate;

/// <summary>
/// Where the simulator listens, once it does: <c>http://127.0.0.1:port</c>, without a slash at the end.
/// </summary>
internal sealed class SimulatorAddress
{
    public string Origin { get; set; } = "";
}
