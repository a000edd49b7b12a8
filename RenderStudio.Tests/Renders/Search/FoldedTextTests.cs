using System.Globalization;
using System.Text;
using Dapper;
using Npgsql;
using RenderStudio.Core.Renders.Search;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Renders.Search;

/// <summary>The normalization of PostgreSQL, which has its own Unicode tables, is the reference.</summary>
public sealed class FoldedTextTests(Services services)
{
    private const int Seed = 20_261_128, Texts = 5000;

    private static readonly (int First, int Last)[] Alphabets =
    [
        (0x41, 0x5A), (0xC0, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x45F), (0x5D0, 0x5EA), (0x621, 0x652),
        (0x904, 0x94D), (0x995, 0x9CD), (0xE01, 0xE4D), (0xE81, 0xECD), (0x1100, 0x11C2), (0x1E00, 0x1FFF),
        (0x3041, 0x30FA), (0x3099, 0x309A), (0xAC00, 0xAC40), (0xF900, 0xFA20), (0xFF66, 0xFF9F),
    ];

    [Fact]
    public async Task A_letter_and_its_normalization_forms_have_the_same_folded_text()
    {
        await using var connection = new NpgsqlConnection(await services.CreateEmptyDatabaseAsync());
        var characters = (await connection.QueryAsync<(string Letter, string Decomposed, string Compatible)>(
            """
            select letter, normalize(letter, nfd), normalize(letter, nfkd)
            from (select chr(n) as letter from generate_series(128, 1114111) as n where n not between 55296 and 57343)
            where letter is not nfkd normalized
            """)).Where(character => char.GetUnicodeCategory(character.Letter, 0) < UnicodeCategory.SpaceSeparator
                && char.GetUnicodeCategory(character.Letter, 0) != UnicodeCategory.EnclosingMark).ToList();

        Assert.True(characters.Count > 15_000);
        foreach (var (letter, decomposed, compatible) in characters)
        {
            var folded = Words(letter);
            Assert.True(folded == Words(decomposed), $"U+{char.ConvertToUtf32(letter, 0):X4} {folded}");
            Assert.True(folded == Words(compatible), $"U+{char.ConvertToUtf32(letter, 0):X4} {folded}");
        }
    }

    [Fact]
    public async Task Random_texts_and_their_normalization_forms_have_the_same_folded_text()
    {
        var random = new Random(Seed);
        var texts = Enumerable.Range(0, Texts).Select(_ => TextOf(random)).ToArray();
        await using var connection = new NpgsqlConnection(await services.CreateEmptyDatabaseAsync());

        var forms = await connection.QueryAsync<(string Text, string Composed, string Decomposed)>(
            "select text, normalize(text, nfc), normalize(text, nfd) from unnest(@texts) as text", new { texts });

        foreach (var (text, composed, decomposed) in forms)
        {
            var what = string.Join(' ', text.EnumerateRunes().Select(rune => $"{rune.Value:X4}"));
            Assert.True(Words(text) == Words(composed), $"{what}, composed, seed {Seed}");
            Assert.True(Words(text) == Words(decomposed), $"{what}, decomposed, seed {Seed}");
        }
    }

    [Theory]
    [InlineData("Oak™ & Ash® (№ 5)", "oak tm ash no 5")]
    [InlineData("½ m²", "1 2 m2")]
    [InlineData("soft\u00ADware zero\u200Bwidth می\u200Cشود", "software zerowidth ميشود")]
    [InlineData("\uD800a\uDC00", "a")]
    [InlineData("ﾊﾟﾃｨｵ ヴ ゞ", "ぱてぃお ゔ ゞ")]
    [InlineData("\u3099\u0301a", "a")]
    public void A_text_is_folded_to_words(string text, string folded) => Assert.Equal(folded, Words(text));

    private static string Words(string text) =>
        string.Join(' ', FoldedText.Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string TextOf(Random random)
    {
        var (first, last) = Alphabets[random.Next(Alphabets.Length)];
        var text = new StringBuilder();
        for (var length = random.Next(1, 12); length > 0; length--)
            text.Append((char)random.Next(first, last + 1)).Append(random.Next(4) == 0 ? "\u0301" : "");
        return text.ToString();
    }
}
