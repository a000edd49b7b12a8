using RenderStudio.Core.Renders.Search;

namespace RenderStudio.Tests.Renders.Search;

public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("oak", "(('oak'))")]
    [InlineData("Oak -Walnut \"Window Seat\"", "(('oak') & !('walnut') & ('window' <1> 'seat'))")]
    [InlineData("cot or crib -pink", "(('cot')) | (('crib') & !('pink'))")]
    [InlineData("台所の窓 床", "(('台所' <1> '所の' <1> 'の窓') & ('床'))")]
    [InlineData("oak台所loft", "(('oak' <1> '台所' <2> 'loft'))")]
    [InlineData("-“a b” or -c d", "(!('a' <1> 'b')) | (!('c') & ('d'))")]
    [InlineData("it's", "(('it' <1> 's'))")]
    [InlineData("a\"b\"-c", "(('a') & ('b') & ('c'))")]
    public void Words_phrases_exclusions_and_alternatives_become_a_query(string search, string query) =>
        Assert.Equal(query, SearchQuery.Of(search)?.Words);

    [Theory]
    [InlineData("oak -walnut", "('~oak' & !'~walnut')")]
    [InlineData("\"window seat\" or 台所", "('~window' & '~seat') | ('~台所')")]
    [InlineData("oak -\"window seat\"", "('~oak')")]
    [InlineData("-oak -ash", "('~' & !'~oak' & !'~ash')")]
    [InlineData("-\"window seat\"", "('~')")]
    public void The_index_is_searched_for_all_words_of_a_phrase(string search, string query) =>
        Assert.Equal(query, SearchQuery.Of(search)?.Keys);

    [Theory]
    [InlineData("")]
    [InlineData(" - \" ( & --")]
    [InlineData("🛋️ ☕ ~")]
    public void A_text_without_words_is_no_query(string search) => Assert.Null(SearchQuery.Of(search));

    [Fact]
    public void A_stored_text_contains_characters_pairs_and_words_at_their_positions() => Assert.Equal(
        "'木':1 '木の':1 'の':2 'の家':2 '家':3 'oak':5 'x':6 ", SearchWords.Of("木の家", "Oak, x"));

    [Theory]
    [InlineData(150, 100)]
    [InlineData(100, 100)]
    public void A_word_is_cut_at_the_same_length_in_texts_and_in_searches(int length, int kept)
    {
        var word = new string('x', length);

        Assert.Equal($"'{new string('x', kept)}':1 ", SearchWords.Of(word, null));
        Assert.Equal($"(('{new string('x', kept)}'))", SearchQuery.Of(word)?.Words);
    }
}
