namespace RenderStudio.Local.FunctionsHost;

/// <summary>The host cannot run the app. The message is one sentence that names the file, setting or port.</summary>
public sealed class HostRefusedException(string sentence) : Exception(sentence)
{
    public int ExitCode { get; init; } = 1;
}
