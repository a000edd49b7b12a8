namespace RenderStudio.Core.Inspire;

public sealed class InspireOptions
{
    public const string Section = "Inspire";

    /// <summary>Takes the grain off a picture before it is clamped, and leaves its edges where they are.</summary>
    public bool Smoothing { get; set; } = true;
}
