using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Renders.Search;

/// <summary>Which titles and prompts a search finds, over HTTP.</summary>
public sealed class SearchTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.App;
    private OwnersLibrary library = null!;
    private IReadOnlyList<Guid> ids = [];

    public async ValueTask InitializeAsync()
    {
        library = await OwnersLibrary.CreateAsync(app, 2);
        await app.QueryAsync<int>(
            """
            update generations set prompt = null where owner_id = @ownerId;
            update renders set prompt = null, words = '' where owner_id = @ownerId;
            """, new { library.OwnerId });
        ids = library.Ids;
    }

    public ValueTask DisposeAsync()
    {
        library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("kitchen/living with oak", "kitchen", "living", "KITCHEN/LIVING", "kitchen living")]
    [InlineData("in walnut.Walls in sage", "walnut", "walls", "walnut.walls")]
    [InlineData("oak—brass…linen–wool-silk", "oak", "brass", "linen", "wool", "silk", "brass...linen")]
    [InlineData("see https://example.com/attic-room?style=loft#top", "example", "attic", "loft", "https", "attic room")]
    [InlineData(@"C:\rooms\den_wall.final.png", "rooms", "den", "wall", "final", "png")]
    [InlineData("ask anna.smith+studio@example.com", "anna", "smith", "example", "anna.smith@example.com or smith")]
    [InlineData("a 2.5 m sofa, 1,200x800, -40 %, 50%off", "2.5", "5", "200x800", "40", "off", "\"2,5\"")]
    [InlineData("half-timbered·beams|oak+ash*elm", "timbered", "half-timbered", "beams", "ash", "elm", "half timbered")]
    [InlineData("window seat", "window-seat", "window/seat", "'window' (seat)", "\"window seat\"", "seat window")]
    public async Task Punctuation_separates_words(string title, params string[] searches) =>
        await FindsAsync(title, searches);

    [Theory]
    [InlineData("Warm “oak” shelves", "oak", "“warm oak”", "\"oak shelves\"", "„warm oak“", "«oak»", "‘oak’")]
    [InlineData("‚Eiche‘ «chêne» ‹roble› 「樫」 'quercia'", "eiche", "chene", "roble", "樫", "quercia")]
    [InlineData("Grandma’s chair", "grandma's", "grandma’s", "grandmaʼs", "grandma", "GRANDMA`S", "chair")]
    [InlineData("grandma's chair", "grandma's", "grandma’s", "grandma‘s", "grandma", "grandma＇s")]
    [InlineData("l'armoire d’été", "armoire", "été", "l’armoire", "d'ete")]
    public async Task Quotation_marks_and_apostrophes_of_every_kind_separate_words(
        string title, params string[] searches) => await FindsAsync(title, searches);

    [Theory]
    [InlineData("Cafe\u0301 corner", "café", "cafe", "CAFÉ", "cafe\u0301")]
    [InlineData("Café corner", "café", "cafe", "CAFE\u0301", "cafe\u0301")]
    [InlineData("cafe corner", "café", "cafe\u0301")]
    [InlineData("Große Straße", "strasse", "STRASSE", "straẞe", "grosse")]
    [InlineData("Łódź, smørrebrød, þing, Đà Nẵng, œuvre", "lodz", "smorrebrod", "thing", "da nang", "oeuvre", "ŁÓDŹ")]
    [InlineData("İstanbul Isparta ılık", "istanbul", "ISTANBUL", "ısparta", "ilik", "İSPARTA")]
    [InlineData("Ελληνικός ΟΔΟΣ", "ελληνικοσ", "ΕΛΛΗΝΙΚΌΣ", "οδος", "οδός")]
    [InlineData("ЁЛКА и белый", "елка", "ёлка", "е\u0308лка", "белыи\u0306", "БЕЛЫЙ")]
    [InlineData("ﬁreplace Ｋｉｔｃｈｅｎ 20m² Ⅳ", "fireplace", "kitchen", "20m2", "iv", "ｆｉｒｅｐｌａｃｅ")]
    [InlineData("مُطبخ أنيق ٣", "مطبخ", "انيق", "3", "٣")]
    [InlineData("शयन कक्ष \u0958लम", "कक्ष", "\u0915\u093Cलम", "कलम")]
    [InlineData("𐐔𐐯𐑅𐐨𐑉𐐯𐐻", "𐐼𐐯𐑅𐐨𐑉𐐯𐐻")]
    public async Task Case_accents_and_normalization_forms_make_no_difference(
        string title, params string[] searches) => await FindsAsync(title, searches);

    [Theory]
    [InlineData("明るい台所の窓から庭が見える", "台所", "窓", "台所の窓", "るい台", "庭が見える", "明", "る", "台所 庭")]
    [InlineData("木のテーブルとガラス", "テーブル", "ﾃｰﾌﾞﾙ", "ｶﾞﾗｽ", "カ\u3099ラス", "がらす", "テーブルとガラス")]
    [InlineData("现代客厅设计，白色沙发", "客厅", "厅设", "沙发", "现代客厅", "白")]
    [InlineData("ห้องครัวสมัยใหม่", "ครัว", "ห้องครัว", "สมัยใหม่", "ห\u0E49อง")]
    [InlineData("밝은 주방에서 본 거실", "주방", "주방에서", "거실", "본", "\u110C\u116E\u1107\u1161\u11BC")]
    [InlineData("បន្ទប់គេង ຫ້ອງນອນ အိပ်ခန်း", "គេង", "ນອນ", "ခန်း")]
    [InlineData("oak床の部屋loft2号室𠮷野", "oak", "床", "部屋", "loft2", "号室", "𠮷", "𠮷野", "床の部屋loft2")]
    public async Task A_part_of_a_sentence_without_blanks_is_found(string title, params string[] searches) =>
        await FindsAsync(title, searches);

    [Theory]
    [InlineData("明るい台所の窓", "窓台", "所台", "台の", "台所窓", "庭")]
    [InlineData("カラス", "ガラス", "カス")]
    [InlineData("oak table", "tab", "ta", "oaktable", "\"table oak\"", "-oak", "\"\"", "🛋️", "ash or elm")]
    [InlineData("oak, warm table", "\"oak table\"", "oak-table")]
    [InlineData("дом", "dom", "дым")]
    public async Task Other_texts_are_not_found(string title, params string[] searches)
    {
        await TitleAsync(title);

        foreach (var search in searches)
            Assert.True(!(await SearchAsync(search)).Contains(ids[0]), search);
    }

    [Theory]
    [InlineData("or", "or", "OR oak", "oak or", "oak or or or ash")]
    [InlineData("ash", "oak or ash", "oak OR ash", "oak elm or ash", "--- or ash", "-oak -elm", "ash -“oak elm”")]
    [InlineData("elm", "--elm", "- elm", "elm -", "(elm)", "!elm", "elm:*", "elm & | !", "\"elm", "elm\"", "elm <-> ")]
    public async Task Operators_without_operands_are_ignored(string title, params string[] searches)
    {
        title += title == "or" ? " oak" : "";
        await FindsAsync(title, searches);
    }

    [Fact]
    public async Task A_blank_text_does_not_filter_and_any_other_text_without_a_word_finds_nothing()
    {
        foreach (var blank in new[] { "", " ", "\t\r\n", "\u00a0", "\u3000" })
            Assert.Equal(ids, await SearchAsync(blank));

        foreach (var wordless in new[] { "-", "---", "...", "\"\"", "\" \"", "(:*)", "&", "🛋️", "\u0301", "\u200b" })
            Assert.Empty(await SearchAsync(wordless));
    }

    [Fact]
    public async Task A_changed_title_is_found_by_its_new_words_only()
    {
        await TitleAsync("first oak");
        await TitleAsync("second ash");
        Assert.Empty(await SearchAsync("oak"));
        await library.Owner.PatchAsJsonAsync($"/api/v1/renders/{ids[0]}", new { favorite = true });
        Assert.Equal([ids[0]], await SearchAsync("ash"));

        await TitleAsync(null);

        Assert.Empty(await SearchAsync("ash"));
    }

    [Fact]
    public async Task A_delivered_render_is_found_by_its_prompt_and_later_by_its_title_too()
    {
        var seeded = await SeededGeneration.CreateAsync(app.Engine, variantsEach: 1);
        await app.QueryAsync<int>(
            """
            update generations set prompt = 'kitchen/living, Café, 明るい台所', owner_id = @ownerId where id = @Id;
            update credit_entries set owner_id = @ownerId where generation_id = @Id
            """, new { library.OwnerId, seeded.Id });
        await RunUpdates.ApplyAsync(
            app.Engine, seeded, seeded.Run("run"), "succeeded", null, [SolidPicture.Png(40, 0, 9)]);
        await app.Engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
        await FoundByPromptAsync();

        await library.Owner.PatchAsJsonAsync($"/api/v1/renders/{seeded.RenderId}", new { title = "Mein Küchentraum" });

        await FoundByPromptAsync();
        Assert.Equal([seeded.RenderId], await SearchAsync("kuchentraum cafe"));
        Assert.Empty(await SearchAsync("\"kuchentraum kitchen\""));

        async Task FoundByPromptAsync()
        {
            foreach (var search in new[] { "living", "cafe", "台所", "kitchen -walnut" })
                Assert.Equal([seeded.RenderId], await SearchAsync(search));
        }
    }

    private async Task FindsAsync(string title, string[] searches)
    {
        await TitleAsync(title);

        foreach (var search in searches)
            Assert.True((await SearchAsync(search)).Contains(ids[0]), search);
    }

    private async Task TitleAsync(string? title) =>
        (await library.Owner.PatchAsJsonAsync($"/api/v1/renders/{ids[0]}", new { title })).EnsureSuccessStatusCode();

    private async Task<IReadOnlyList<Guid>> SearchAsync(string search) =>
        [.. (await library.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/renders?q={Uri.EscapeDataString(search)}"))
            .GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];
}
