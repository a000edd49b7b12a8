using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.StudioPage;

/// <summary>The German page names everything that the API names.</summary>
public sealed partial class PageNamesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("modes")]
    [InlineData("styles")]
    [InlineData("roomTypes")]
    [InlineData("aspectRatios")]
    [InlineData("qualities")]
    [InlineData("palettes")]
    public async Task Every_entry_of_the_served_catalog_has_a_German_name(string list)
    {
        var catalog = await CatalogAsync("page-names-1");

        Assert.Equal(
            catalog.GetProperty(list).EnumerateArray().Select(entry => entry.GetProperty("id").GetString()!).Order(),
            PageTexts.GermanNames()[list].Order());
    }

    [Fact]
    public async Task Every_colour_of_the_served_catalog_has_a_German_name()
    {
        var catalog = await CatalogAsync("page-names-2");
        var colors = catalog.GetProperty("palettes").EnumerateArray()
            .SelectMany(palette => palette.GetProperty("colors").EnumerateArray())
            .Select(color => color.GetProperty("code").GetString()!);

        Assert.Equal(colors.Order(), PageTexts.GermanNames()["colors"].Order());
    }

    [Fact]
    public void Every_code_of_an_event_that_is_not_a_failure_has_a_German_text()
    {
        var flaws = Enum.GetValues<VariantFlaw>().Select(flaw => $"variant_{flaw.Text()}");
        var core = Path.Combine(Repository.Root, "RenderStudio.Core");
        var written = Directory.EnumerateFiles(core, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => EventCode().Matches(File.ReadAllText(file)))
            .Select(call => call.Groups["code"].Value);
        // The sentences of a success and of a failure tell more than the stage.
        var stages = Enum.GetValues<GenerationStatus>()
            .Where(status => status is not (GenerationStatus.Succeeded or GenerationStatus.Failed))
            .Select(status => status.Text());

        Assert.Equal(
            stages.Concat(flaws).Concat(written).Distinct().Order(), PageTexts.GermanNames()["events"].Order());
    }

    [Fact]
    public void The_reason_of_every_failure_has_a_German_sentence() => Assert.All(
        Enum.GetValues<FailureCode>(),
        code => Assert.Contains(code.PublicSentence(), PageTexts.GermanSentences().Keys));

    [Theory]
    [InlineData("Deliveries/EndpointUrl.cs")]
    [InlineData("Deliveries/CheckEndpoint.cs")]
    [InlineData("ApiKeys/CreateApiKey.cs")]
    [InlineData("Billing/CreateCheckout.cs")]
    public void The_error_of_every_field_of_the_account_has_a_German_sentence(string file)
    {
        var sentences = FieldError().Matches(File.ReadAllText(Path.Combine(Repository.Root, "RenderStudio.Core", file)))
            .Select(text => text.Groups["sentence"].Value).ToList();

        Assert.NotEmpty(sentences);
        Assert.All(sentences, sentence => Assert.Contains(
            PageTexts.GermanSentences().Keys, known => PatternOf(known).IsMatch(sentence)));
    }

    [Theory]
    [InlineData(1, 1, 0, 1)]
    [InlineData(1, 0, 1, 0)]
    [InlineData(4, 4, 0, 4)]
    [InlineData(4, 1, 0, 0)]
    [InlineData(4, 2, 0, 0)]
    [InlineData(4, 1, 0, 1)]
    [InlineData(4, 3, 0, 3)]
    [InlineData(4, 3, 1, 1)]
    [InlineData(4, 3, 1, 2)]
    [InlineData(4, 0, 1, 0)]
    [InlineData(4, 2, 1, 1)]
    public void What_a_success_delivered_has_a_German_sentence(int requested, int delivered, int flawed, int charged)
    {
        var sentence = new GenerationTally
        {
            Requested = requested,
            Delivered = delivered,
            Flawed = flawed,
            Charged = charged,
        }.Sentence;

        Assert.Contains(PageTexts.GermanSentences().Keys, known => PatternOf(known).IsMatch(sentence));
    }

    [Fact]
    public void A_German_sentence_uses_only_parts_of_the_sentence_of_the_API() => Assert.All(
        PageTexts.GermanSentences(), pair => Assert.Empty(PartsOf(pair.Value).Except(PartsOf(pair.Key))));

    private static Regex PatternOf(string sentence) =>
        new($"^{Part().Replace(Regex.Escape(sentence).Replace("\\{", "{"), ".+")}$");

    private static IEnumerable<string> PartsOf(string sentence) => Part().Matches(sentence).Select(part => part.Value);

    private async Task<JsonElement> CatalogAsync(string user)
    {
        using var owner = shared.App.ClientOf(user);
        return await owner.GetFromJsonAsync<JsonElement>("/api/v1/catalog");
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Part();

    [GeneratedRegex("""
        "(?<sentence>(Must|Is|Contains) [^"]*\.)"
        """)]
    private static partial Regex FieldError();

    /// <summary>A constant code that is passed to GenerationEventStore.AppendAsync.</summary>
    [GeneratedRegex("""GenerationEventStore\.AppendAsync\([^;"]*?"(?<code>[a-z_]+)",""")]
    private static partial Regex EventCode();
}
