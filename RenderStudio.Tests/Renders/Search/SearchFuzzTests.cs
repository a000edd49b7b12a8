using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Renders.Search;

/// <summary>No text is an invalid search, except NUL and a text that is too long.</summary>
public sealed class SearchFuzzTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const int Seed = 20_261_128, Searches = 500, MaxLength = 1000;

    private static readonly string[] Parts =
    [
        "oak", "-", "--", "\"", "“", "”", "(", ")", ":*", "&", "|", "!", "<->", "<2>", "'", "''", "\\", "\\'", " ", "  ",
        "or", " or ", "OR", " -", " -\"", "%", "_", ";", "~", "$1", "@words", "{0}", "\u0001", "\u007F", "\u0085",
        "\u00AD", "\u0301", "\u200B", "\u200D", "\u202E", "\uFEFF", "\uFFFD", "\uFFFF", "é", "ß", "İ", "ﷺ", "㌀",
        "台", "所", "ー", "ﾞ", "\u3099",
        "ห้อง", "한", "\u1112", "\u1161", "\u11AB", "🛋️", "👩‍🍳", "𠮷", "𝒜", "½", "٣", "1.5", "a.b@c.de", "http://x/y?z",
    ];

    private readonly RunningApp app = shared.App;
    private readonly Random random = new(Seed);
    private OwnersLibrary library = null!;

    public async ValueTask InitializeAsync() => library = await OwnersLibrary.CreateAsync(app, 3);

    public ValueTask DisposeAsync()
    {
        library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("-", 8)]
    [InlineData("-", MaxLength)]
    [InlineData("\"", MaxLength)]
    [InlineData("(", MaxLength)]
    [InlineData(")", MaxLength)]
    [InlineData("!", MaxLength)]
    [InlineData("'", MaxLength)]
    [InlineData("\\", MaxLength)]
    [InlineData(":*", MaxLength / 2)]
    [InlineData("<->", MaxLength / 3)]
    [InlineData("- ", MaxLength / 2)]
    [InlineData("-\"", MaxLength / 2)]
    [InlineData("\u0001", MaxLength)]
    [InlineData("\u0301", MaxLength)]
    [InlineData("\u202E", MaxLength)]
    [InlineData("\uFFFD", MaxLength)]
    [InlineData("🛋️", 300)]
    [InlineData("x", MaxLength)]
    [InlineData("台", MaxLength)]
    [InlineData("ﷺ", MaxLength)]
    [InlineData("or ", MaxLength / 3)]
    public async Task A_repeated_text_finds_nothing(string text, int times) =>
        Assert.Empty(await FoundAsync(Uri.EscapeDataString(string.Concat(Enumerable.Repeat(text, times)))));

    [Theory]
    [InlineData("%ED%A0%80")]
    [InlineData("%FF%FE%C3")]
    [InlineData("%E5%8F")]
    [InlineData("%C0%80%F4%90%80%80")]
    public async Task Invalid_UTF_8_finds_nothing(string encoded) => Assert.Empty(await FoundAsync(encoded));

    [Fact]
    public async Task Hundreds_of_different_words_are_searched()
    {
        var words = Enumerable.Range(0, 240).Select(word => Convert.ToString(word, 8)).ToList();

        Assert.Empty(await FoundAsync(string.Join('+', words)));
        Assert.Equal(3, (await FoundAsync(string.Join("+", words.Take(150)) + "+or+oak")).Count);
        Assert.Equal(3, (await FoundAsync("-" + string.Join("+-", words.Skip(8).Take(180)))).Count);
    }

    [Theory]
    [InlineData(MaxLength, HttpStatusCode.OK)]
    [InlineData(MaxLength + 1, HttpStatusCode.UnprocessableEntity)]
    [InlineData(7000, HttpStatusCode.UnprocessableEntity)]
    public async Task A_text_that_is_too_long_is_reported(int length, HttpStatusCode status)
    {
        var answer = await library.Owner.GetAsync($"/api/v1/renders?q={new string('-', length)}");

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Every_random_text_is_a_valid_search()
    {
        for (var round = 0; round < Searches; round++)
        {
            var search = Escaped();

            var answer = await library.Owner.GetAsync($"/api/v1/renders?q={search}");

            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {search}, seed {Seed}, {round}");
        }
    }

    /// <summary>Parts, arbitrary characters and arbitrary bytes, percent-encoded.</summary>
    private string Escaped()
    {
        var text = new StringBuilder();
        for (var parts = random.Next(1, 40); parts > 0; parts--)
            text.Append(random.Next(10) switch
            {
                0 => $"%{random.Next(0x80, 0x100):X2}",
                1 => Uri.EscapeDataString(new Rune(random.Next(0xE000, 0x110000)).ToString()),
                2 => Uri.EscapeDataString(new Rune(random.Next(1, 0xD800)).ToString()),
                _ => Uri.EscapeDataString(Parts[random.Next(Parts.Length)]),
            });
        return text.ToString();
    }

    private async Task<IReadOnlyList<JsonElement>> FoundAsync(string encoded) =>
        [.. (await library.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/renders?q={encoded}"))
            .GetProperty("items").EnumerateArray()];
}
