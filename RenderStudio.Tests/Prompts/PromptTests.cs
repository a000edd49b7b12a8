using RenderStudio.Core.Prompts;

namespace RenderStudio.Tests.Prompts;

public sealed class PromptTests
{
    private readonly PromptCatalogue catalogue = PromptCatalogue.Load();

    [Fact]
    public void The_catalogue_offers_what_frontends_rely_on()
    {
        string[] styles = ["coastal_au", "hamptons_au", "japandi", "scandinavian", "industrial", "mid_century"];
        foreach (var style in styles)
            Assert.NotNull(catalogue.Style(style));
        Assert.True(catalogue.RoomTypes.Count >= 8);
    }

    [Fact]
    public void An_imagined_room_is_put_into_words()
    {
        var words = new ComposePrompt(catalogue).Run(
            new("imagine", "kitchen", "japandi", "a long stone bench", "clutter"));

        Assert.Equal(
            "kitchen, Japandi style, low oak furniture, paper lanterns, calm neutral tones, a long stone bench, "
            + "photorealistic interior photography, natural light, sharp focus", words.Prompt);
        Assert.EndsWith(", clutter", words.Negative);
    }

    [Fact]
    public void A_redesign_keeps_what_cannot_be_moved()
    {
        var words = new ComposePrompt(catalogue).Run(new("redesign", null, null, null, null));

        Assert.StartsWith("interior redesign of this room, ", words.Prompt);
        Assert.Contains("keep walls, windows, doors and camera position", words.Prompt);
    }

    [Theory]
    [InlineData("  a room\r\nwith a\tview ", "a room  with a view")]
    [InlineData("nul\0 bell\a escape\u001b", "nul bell escape")]
    [InlineData("right\u202Eto\u2066left\u200Btext", "righttolefttext")]
    [InlineData("family 👩‍👧 at home", "family 👩‍👧 at home")]
    [InlineData("\u0000 \u0007", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Words_are_made_fit_to_be_kept(string? typed, string? kept) =>
        Assert.Equal(kept, OwnersWords.Clean(typed));
}
