namespace RenderStudio.Local.FunctionsHost;

/// <summary>The app cannot be run. The message is one sentence that names the file and the rule.</summary>
public sealed class HostRefusedException(string sentence) : Exception(sentence)
{
    /// <summary>The handler's last lines, for an app that was started but did not come up.</summary>
    public IReadOnlyList<string> LastOutput { get; init; } = [];
}
