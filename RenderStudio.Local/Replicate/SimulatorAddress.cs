namespace RenderStudio.Local.Replicate;

/// <summary>
/// The address of the simulator, known after its start: <c>http://127.0.0.1:port</c> without a trailing slash.
/// </summary>
internal sealed class SimulatorAddress
{
    public string Origin { get; set; } = "";
}
