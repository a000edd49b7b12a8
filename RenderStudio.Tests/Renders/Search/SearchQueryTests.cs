using RenderStudio.Core.Renders.Search;

namespace RenderStudio.Tests.Renders.Search;

public sealed class SearchQueryTests
{
    private static readonly Guid Owner = Guid.Parse("0193d2a0-0000-7000-8000-0000deadbeef");

    [Theory]
    [InlineData("oak", "(('oak'))")]
    [InlineData("Oak -Walnut \"Window Seat\"", "(('oak') & !('walnut') & ('window' <1> 'seat'))")]
    [InlineData("cot or crib -pink", "(('cot')) | (('crib') & !('pink'))")]
    [InlineData("台所の窓 床", "(('台所' <1> '所の' <1> 'の窓') & ('床'))")]
    [InlineData("oak台所loft", "(('oak' <1> '台所' <2> 'loft'))")]
    [InlineData("-“a b” or -c d", "('' & !('a' <1> 'b')) | (!('c') & ('d'))")]
    [InlineData("it's", "(('it' <1> 's'))")]
    [InlineData("a\"b\"-c", "(('a') & ('b') & ('c'))")]
    public void Words_phrases_exclusions_and_alternatives_become_a_query(string search, string query) =>
        Assert.Equal(query, QueryOf(search));

    [Theory]
    [InlineData("")]
    [InlineData(" - \" ( & --")]
    [InlineData("🛋️ ☕")]
    public void A_text_without_words_is_no_query(string search) =>
        Assert.Null(SearchQuery.Of(search, Owner));

    [Fact]
    public void A_stored_text_contains_characters_pairs_and_words_at_their_positions() => Assert.Equal(
        "'' '木':1 '木の':1 'の':2 'の家':2 '家':3 'oak':5 'x':6",
        SearchWords.Of(Owner, "木の家", "Oak, x").Replace("adbeef", ""));

    [Theory]
    [InlineData(150, 100)]
    [InlineData(100, 100)]
    public void A_word_is_cut_at_the_same_length_in_texts_and_in_searches(int length, int kept)
    {
        var word = new string('x', length);

        Assert.EndsWith($" 'adbeef{new string('x', kept)}':1", SearchWords.Of(Owner, word, null));
        Assert.Equal($"(('{new string('x', kept)}'))", QueryOf(word));
    }

    [Fact]
    public void The_words_of_owners_are_different_words() => Assert.NotEqual(
        SearchWords.Of(Owner, "oak", null), SearchWords.Of(Guid.CreateVersion7(), "oak", null));

    private static string? QueryOf(string search) =>
        SearchQuery.Of(search, Owner)?.Replace("adbeef", "");
}
