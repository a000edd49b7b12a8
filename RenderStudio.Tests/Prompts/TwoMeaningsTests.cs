using RenderStudio.Core.Prompts;

namespace RenderStudio.Tests.Prompts;

/// <summary>Words that are rejected about people and allowed about objects.</summary>
public sealed class TwoMeaningsTests
{
    private static readonly Moderation Moderation = new(ModerationPolicy.Load(), LookAlikes.Load());

    public static TheoryData<string, string> Pairs() => new(TwoMeanings.All);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_word_with_two_meanings_passes_about_objects_and_is_rejected_about_people(
        string about, string people)
    {
        Assert.Null(Moderation.Check(about, about));
        Assert.NotNull(Moderation.Check(people, null));
        Assert.NotNull(Moderation.Check($"{about}. {people}", null));
        Assert.NotNull(Moderation.Check($"{people}, {about}", null));
    }

    [Fact]
    public void There_are_enough_pairs() => Assert.True(TwoMeanings.All.Distinct().Count() >= 60);

    [Theory]
    [InlineData("naked, wall lamp")]
    [InlineData("naked. Wall lamp")]
    [InlineData("naked (wall lamp)")]
    [InlineData("a woman, nude, gold light")]
    [InlineData("nude pink haired woman")]
    [InlineData("walls by a woman in soft nude")]
    public void An_allowed_phrase_does_not_reach_over_clauses_or_to_people(string words) =>
        Assert.Equal("adult.body", Moderation.Check(words, null)?.Rule);

    [Theory]
    [InlineData("erotic art on the wall")]
    [InlineData("a gallery wall of nudes")]
    [InlineData("a painting of a crucified man")]
    [InlineData("a crucified figure in bronze")]
    [InlineData("a massacre on a tapestry")]
    public void A_picture_within_the_room_is_rejected_like_the_picture_itself(string words) =>
        Assert.NotNull(Moderation.Check(words, null));

    [Theory]
    [InlineData("a woman stands there. Walls in nude")]
    [InlineData("nude sofa behind a woman")]
    [InlineData("nude sofa in the girl's bedroom")]
    [InlineData("standing lamp, walls in nude")]
    public void People_elsewhere_in_the_text_do_not_change_the_meaning_of_a_phrase(string words) =>
        Assert.Null(Moderation.Check(words, null));
}
