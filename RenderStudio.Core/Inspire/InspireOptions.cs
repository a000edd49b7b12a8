namespace RenderStudio.Core.Inspire;

public sealed class InspireOptions
{
    public const string Section = "Inspire";

    /// <summary>
    /// Whether a median filter removes grain from a picture before its colours are mapped. Edges stay in place.
    /// </summary>
    public bool Smoothing { get; set; } = true;
}
