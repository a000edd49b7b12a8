namespace RenderStudio.Functions.Hosting;

/// <summary>
/// A raw value and the types as which it can be read. A form value can be read as text and as number.
/// </summary>
public sealed record RequestField(string Raw, bool IsText, bool IsNumber)
{
    public bool? Flag { get; init; }

    /// <summary>The items of a list of texts; null when the value is not a list.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Whether the value is JSON null, which reads as a missing value.</summary>
    public bool IsNull { get; init; }
}
