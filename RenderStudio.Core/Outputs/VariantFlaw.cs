namespace RenderStudio.Core.Outputs;

/// <summary>A reason why a variant is not charged. The variant is still shown.</summary>
public enum VariantFlaw
{
    Blank,
    Duplicate,
    Unchanged,
}

public static class VariantFlaws
{
    /// <summary>The stored and displayed form: <c>blank</c>, …</summary>
    public static string Text(this VariantFlaw flaw) => flaw.ToString().ToLowerInvariant();

    public static VariantFlaw Parse(string text) => Enum.GetValues<VariantFlaw>().Single(flaw => flaw.Text() == text);

    /// <summary>The predicate of a sentence whose subject is a picture.</summary>
    public static string Predicate(this VariantFlaw flaw) => flaw switch
    {
        VariantFlaw.Blank => "is blank",
        VariantFlaw.Duplicate => "is a duplicate of another picture",
        VariantFlaw.Unchanged => "is the unchanged input of the model",
    };
}

public static class SignatureFlaws
{
    /// <param name="given">Signature of the picture that the model received; null when it received only text.</param>
    /// <returns>Null when the picture by itself has no flaw.</returns>
    public static VariantFlaw? FlawAgainst(this Imaging.PictureSignature picture, Imaging.PictureSignature? given) =>
        picture.IsBlank ? VariantFlaw.Blank
        : given is not null && picture.IsSameAs(given) ? VariantFlaw.Unchanged
        : null;
}
