namespace RenderStudio.Local.FunctionsHost;

/// <summary>Why the host shut itself down.</summary>
/// <param name="Reason">One sentence.</param>
/// <param name="LastOutput">The handler's last lines, oldest first.</param>
public sealed record HostFailure(string Reason, IReadOnlyList<string> LastOutput);
