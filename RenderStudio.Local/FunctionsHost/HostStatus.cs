using System.Text.Json.Serialization;

namespace RenderStudio.Local.FunctionsHost;

/// <summary>What <c>GET /admin/host/status</c> answers.</summary>
/// <param name="State"><c>Starting</c>, <c>Running</c> (the worker loaded its functions and the listeners run) or
/// <c>Stopping</c>. A restart of the worker leaves it <c>Running</c>.</param>
/// <param name="WorkerProcessId">0 while there is no worker.</param>
internal sealed record HostStatus(string State, int ProcessId, int WorkerProcessId)
{
    [JsonIgnore]
    public bool Runs => State == "Running";
}
