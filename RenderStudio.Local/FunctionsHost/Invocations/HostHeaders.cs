namespace RenderStudio.Local.FunctionsHost.Invocations;

internal static class HostHeaders
{
    public const string InvocationId = "X-Azure-Functions-InvocationId";
    public const string HostVersion = "X-Azure-Functions-HostVersion";

    /// <summary>The host's major version; the rest says that this is not the host.</summary>
    public const string Version = "4.0.0.0";
}
