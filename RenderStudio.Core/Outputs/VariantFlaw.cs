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
        VariantFlaw.Unchanged => "is your photo, unchanged",
    };
}
