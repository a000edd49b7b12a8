namespace RenderStudio.Local.Instances;

/// <summary>Why an instance ended though no one asked it to.</summary>
/// <param name="Reason">One sentence.</param>
/// <param name="LastOutput">The last lines, oldest first; empty when there are none.</param>
public sealed record InstanceFailure(string Reason, string LastOutput)
{
    public override string ToString() => LastOutput.Length == 0
        ? Reason
        : $"{Reason} Its last output:{Environment.NewLine}{LastOutput}";
}
