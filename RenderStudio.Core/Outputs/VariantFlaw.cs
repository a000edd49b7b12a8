namespace RenderStudio.Core.Outputs;

/// <summary>What makes a picture worth nothing to its owner; it is shown, but not charged.</summary>
public enum VariantFlaw
{
    Blank,
    Duplicate,
    Unchanged,
}

public static class VariantFlaws
{
    /// <summary>As it is stored and shown: <c>blank</c>, …</summary>
    public static string Text(this VariantFlaw flaw) => flaw.ToString().ToLowerInvariant();

    public static VariantFlaw Parse(string text) => Enum.GetValues<VariantFlaw>().Single(flaw => flaw.Text() == text);

    /// <summary>The end of a sentence about a picture.</summary>
    public static string Words(this VariantFlaw flaw) => flaw switch
    {
        VariantFlaw.Blank => "came back blank",
        VariantFlaw.Duplicate => "is the same as another one",
        VariantFlaw.Unchanged => "is what the model was given, unchanged",
    };
}

public static class SignatureFlaws
{
    /// <param name="given">What the model was given to work on; null when that was words alone.</param>
    /// <returns>Null when there is nothing to say against the picture by itself.</returns>
    public static VariantFlaw? FlawAgainst(this Imaging.PictureSignature picture, Imaging.PictureSignature? given) =>
        picture.IsBlank ? VariantFlaw.Blank
        : given is not null && picture.IsSameAs(given) ? VariantFlaw.Unchanged
        : null;
}
