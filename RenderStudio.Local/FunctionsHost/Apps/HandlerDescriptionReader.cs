namespace RenderStudio.Local.FunctionsHost.Apps;

/// <summary>Reads <c>customHandler</c> of host.json.</summary>
internal static class HandlerDescriptionReader
{
    public static HandlerDescription Read(HostJsonSection handler, AppSettings settings)
    {
        if (!handler.Has("description"))
            throw new HostRefusedException(
                "host.json: customHandler.description is missing, so there is nothing to start.");
        if (handler.Text("type") is { } type
            && !type.Equals("http", StringComparison.OrdinalIgnoreCase)
            && !type.Equals("none", StringComparison.OrdinalIgnoreCase))
            throw handler.Refusal("type", type, "Http");
        var description = handler.Section("description");
        return new HandlerDescription
        {
            ExecutablePath = description.Text("defaultExecutablePath") is { } path
                ? settings.Expand(path)
                : throw new HostRefusedException(
                    "host.json: customHandler.description.defaultExecutablePath cannot be empty."),
            Arguments = [.. description.List("arguments").Select(settings.Expand)],
            WorkerPath = description.Text("defaultWorkerPath") is { } worker ? settings.Expand(worker) : null,
            WorkerArguments = [.. description.List("workerArguments").Select(settings.Expand)],
            WorkingDirectory = description.Text("workingDirectory"),
            WorkerDirectory = description.Text("workerDirectory"),
        };
    }

    public static bool ReadProxying(HostJsonSection handler)
    {
        if (handler.Section("http").Has("routes"))
            throw new HostRefusedException(
                "host.json: customHandler.http.routes cannot stand beside functions that have a function.json.");
        var proxying = handler.Flag("enableProxyingHttpRequest");
        if (!proxying && handler.Flag("enableForwardingHttpRequest"))
            throw new HostRefusedException(
                "host.json: the stand-in does not imitate enableForwardingHttpRequest; use enableProxyingHttpRequest.");
        return proxying;
    }
}
