using RenderStudio.Core.ApiKeys;

namespace RenderStudio.Tests.ApiKeys;

/// <summary>The text of a key, its checksum and its hash.</summary>
public sealed class KeyTextTests
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // The checksums were computed by zlib.
    private const string Known = "rsk_ExampleOfAKeyThatNoOwnerHasExampleOfAKeyAAA1dbuW1";

    [Theory]
    [InlineData(Known)]
    [InlineData("rsk_000000000000000000000000000000000000000000019PjhF")]
    public void A_key_with_its_checksum_is_well_formed(string text) => Assert.True(KeyText.IsWellFormed(text));

    [Fact]
    public void A_new_key_is_well_formed_and_different_from_every_other()
    {
        var texts = Enumerable.Range(0, 10_000).Select(_ => KeyText.Generate()).ToList();

        Assert.All(texts, text => Assert.True(KeyText.IsWellFormed(text)));
        Assert.All(texts, text => Assert.Matches("^rsk_[0-9A-Za-z]{49}$", text));
        Assert.Equal(texts.Count, texts.Select(KeyText.Shown).Distinct().Count());
        // 430,000 characters of 62: each one occurs about 6,900 times.
        var counts = texts.SelectMany(text => text[4..47]).CountBy(letter => letter).ToDictionary();
        Assert.Equal(62, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 6_400, 7_500));
    }

    [Fact]
    public void A_key_with_any_other_character_at_any_place_is_malformed()
    {
        for (var place = 0; place < Known.Length; place++)
        {
            foreach (var letter in Alphabet.Append('-').Append('\0').Append('é').Where(other => other != Known[place]))
                Assert.False(KeyText.IsWellFormed(Known[..place] + letter + Known[(place + 1)..]));
        }
    }

    [Fact]
    public void A_key_with_two_exchanged_neighbours_is_malformed()
    {
        foreach (var place in Enumerable.Range(0, Known.Length - 1).Where(place => Known[place] != Known[place + 1]))
        {
            Assert.False(KeyText.IsWellFormed(
                Known[..place] + Known[place + 1] + Known[place] + Known[(place + 2)..]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("rsk_")]
    [InlineData(Known + "0")]
    [InlineData(Known + "\n")]
    [InlineData(" " + Known)]
    [InlineData("rsk_ExampleOfAKeyThatNoOwnerHasExampleOfAKeyAAA")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.AAAAAAAAAAAAAAAAAAAAA")]
    public void Another_text_is_malformed(string text) => Assert.False(KeyText.IsWellFormed(text));

    [Fact]
    public void The_stored_forms_of_a_key_are_its_SHA256_and_its_first_characters()
    {
        Assert.Equal(
            "bce1cf0023f3a6208eff49ea87377196ff616cfa045ed83ce554a96af0627913",
            Convert.ToHexStringLower(KeyText.Hash(Known)));
        Assert.Equal("rsk_ExampleO", KeyText.Shown(Known));
    }
}
