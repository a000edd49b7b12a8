using Microsoft.Extensions.Options;
using RenderStudio.Core.Prompts;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Prompts;

/// <summary>
/// The prompts of every mode in two styles: Golden/{mode}-{style}.txt. A change of prompt texts also changes these
/// files and the version of the catalogue.
/// </summary>
public sealed class GoldenPromptTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "RenderStudio.Tests", "Prompts", "Golden");

    private static readonly PromptCatalogue Catalogue = PromptCatalogue.Load();

    public static TheoryData<string, string> Requests() =>
        new(Catalogue.Modes.SelectMany(mode => new[] { "japandi", "hamptons_au" }, (mode, style) => (mode.Id, style)));

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_always_becomes_the_same_prompt(string mode, string style)
    {
        var compose = new ComposePrompt(Catalogue, Options.Create(new PromptOptions()));

        var composed = compose.Run(new(mode, "living_room", style, "a long stone bench by the window", "red cushions"));

        var golden = File.ReadAllText(Path.Combine(Folder, $"{mode}-{style}.txt"));
        Assert.Equal(golden, Readable(composed), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Every_file_belongs_to_a_mode_and_a_style() =>
        Assert.Equal(
            Requests().Select(request => $"{request.Data.Item1}-{request.Data.Item2}.txt").Order(),
            Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order());

    private static string Readable(ComposedPrompt composed) => string.Concat(
        [
            $"template  {composed.TemplateVersion}\n\n",
            .. composed.Parts.Select(part => $"{part.Name,-9} {part.Words}\n"),
            $"\nnegative  {composed.Negative}\n",
        ]);
}
