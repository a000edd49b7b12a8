namespace RenderStudio.Local.Instances;

/// <summary>What a host answers to <c>GET /admin/host/status</c>.</summary>
internal sealed record HostStatus(string State, int WorkerProcessId)
{
    public bool Runs => State == "Running";
}
