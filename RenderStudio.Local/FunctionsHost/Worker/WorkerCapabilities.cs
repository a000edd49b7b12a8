namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>The capabilities that a worker reports in its first response.</summary>
internal sealed class WorkerCapabilities(IDictionary<string, string> declared)
{
    /// <summary>Address for the requests of HTTP functions; null for a worker without an HTTP server.</summary>
    public Uri? HttpUri { get; } = declared.TryGetValue("HttpUri", out var uri) && uri.Length > 0 ? new Uri(uri) : null;

    public bool TakesRouteParameters => Has("RequiresRouteParameters");

    public bool TakesCancel => Has("HandlesInvocationCancelMessage");

    public bool TakesTerminate => Has("HandlesWorkerTerminateMessage");

    private bool Has(string name) => declared.TryGetValue(name, out var value) && value.Length > 0;
}
