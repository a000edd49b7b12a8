using RenderStudio.Core.Imaging;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Tests.Outputs;

public sealed class VariantFlawTests
{
    [Fact]
    public void A_flaw_is_stored_in_lower_case_and_read_back()
    {
        Assert.Equal("duplicate", VariantFlaw.Duplicate.Text());
        Assert.All(Enum.GetValues<VariantFlaw>(), flaw => Assert.Equal(flaw, VariantFlaws.Parse(flaw.Text())));
        Assert.Throws<InvalidOperationException>(() => VariantFlaws.Parse("Blank"));
    }

    [Fact]
    public void Every_flaw_ends_the_sentence_about_its_picture() => Assert.Equal(
        ["is blank", "is a duplicate of another picture", "is the unchanged input of the model"],
        Enum.GetValues<VariantFlaw>().Select(flaw => flaw.Predicate()));

    [Fact]
    public void A_picture_is_blank_or_unchanged_or_has_no_flaw_of_its_own()
    {
        var (blank, one, other) = (Picture(0), Picture(20), Picture(40));

        Assert.Equal(VariantFlaw.Blank, blank.FlawAgainst(null));
        Assert.Equal(VariantFlaw.Blank, blank.FlawAgainst(blank));
        Assert.Equal(VariantFlaw.Unchanged, one.FlawAgainst(one));
        Assert.Null(one.FlawAgainst(other));
        Assert.Null(one.FlawAgainst(null));
    }

    private static PictureSignature Picture(byte contrast)
    {
        var pixels = new byte[PictureSignature.Side * PictureSignature.Side * 3];
        pixels.AsSpan(0, 300).Fill(contrast);
        return new(pixels);
    }
}
