namespace RenderStudio.Local.Instances;

/// <summary>Why an instance ended without a request.</summary>
/// <param name="Reason">One sentence.</param>
/// <param name="LastOutput">The last lines of output, oldest first; empty without output.</param>
public sealed record InstanceFailure(string Reason, string LastOutput)
{
    public override string ToString() => LastOutput.Length == 0
        ? Reason
        : $"{Reason} Its last output:{Environment.NewLine}{LastOutput}";
}
