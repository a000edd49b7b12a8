using System.Text.Json.Serialization;

namespace RenderStudio.Local.FunctionsHost;

/// <summary>The response of <c>GET /admin/host/status</c>.</summary>
/// <param name="State">
/// <c>Starting</c>, <c>Running</c> (the worker has loaded its functions and the listeners run) or <c>Stopping</c>. The
/// state stays <c>Running</c> while the worker restarts.
/// </param>
/// <param name="WorkerProcessId">0 while no worker runs.</param>
internal sealed record HostStatus(string State, int ProcessId, int WorkerProcessId)
{
    [JsonIgnore]
    public bool Runs => State == "Running";
}
