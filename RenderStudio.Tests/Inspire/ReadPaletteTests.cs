using System.Text.Json;
using RenderStudio.Core;
using RenderStudio.Core.Inspire;

namespace RenderStudio.Tests.Inspire;

public sealed class ReadPaletteTests
{
    private static readonly PaletteCatalogue Catalogue = PaletteCatalogue.Load();

    [Fact]
    public void The_id_of_a_palette_stands_for_its_colours()
    {
        var colors = Read("\"tpv-21\"", out var problem);

        Assert.Null(problem);
        Assert.Equal(Catalogue.Find("tpv-21")!.Colors, colors);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    public void Two_to_twelve_colours_are_accepted_in_their_order(int count)
    {
        var colors = Read(List(count), out var problem);

        Assert.Null(problem);
        Assert.Equal(Enumerable.Range(0, count).Select(Hex), colors!.Select(color => color.Hex));
    }

    [Fact]
    public void A_colour_of_a_palette_gets_its_code_and_name_and_any_other_has_none() => Assert.Equal(
        [new("RH30", "Beige", "#e4c4aa"), new(null, null, "#e4c4ab")],
        Read("""["#E4C4AA", "#e4c4ab"]""", out _));

    [Theory]
    [InlineData("\"tpv-99\"", "Is not known. Known: ")]
    [InlineData("7", "Must be the id of a palette, or a list of #rrggbb.")]
    [InlineData("{}", "Must be the id of a palette, or a list of #rrggbb.")]
    [InlineData("""["#ffffff", "white", "#000000"]""", "Contains an entry that is not #rrggbb.")]
    [InlineData("""["#ffffff", 7, "#000000"]""", "Contains an entry that is not #rrggbb.")]
    [InlineData("[]", "Has 0 colours; 2 to 12 are allowed.")]
    [InlineData("""["#ffffff"]""", "Has 1 colour; 2 to 12 are allowed.")]
    [InlineData("""["#abcdef", "#000000", "#ABCDEF"]""", "Has the same colour twice.")]
    public void Any_other_value_is_rejected_with_its_error(string json, string message)
    {
        Assert.Null(Read(json, out var problem));
        Assert.StartsWith($"palette: {message}", problem);
    }

    [Fact]
    public void Thirteen_colours_are_too_many()
    {
        Assert.Null(Read(List(13), out var problem));
        Assert.Equal("palette: Has 13 colours; 2 to 12 are allowed.", problem);
    }

    [Fact]
    public void An_unknown_palette_is_rejected_with_the_known_palettes()
    {
        Read("\"x\"", out var problem);

        var known = string.Join(", ", Catalogue.Palettes.Select(range => range.Id));
        Assert.Equal($"palette: Is not known. Known: {known}.", problem);
    }

    private static string List(int count) => JsonSerializer.Serialize(Enumerable.Range(0, count).Select(Hex));

    private static string Hex(int at) => $"#0000{at:x2}";

    private static IReadOnlyList<PaletteColor>? Read(string json, out string? problem)
    {
        using var document = JsonDocument.Parse(json);
        var errors = new FieldErrors();
        var colors = new ReadPalette(Catalogue).Run(document.RootElement, errors);
        problem = errors.ToProblem()?.Message;
        return colors;
    }
}
