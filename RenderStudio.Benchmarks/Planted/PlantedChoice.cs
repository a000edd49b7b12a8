using System.Globalization;
using RenderStudio.Testing.Planted;

namespace RenderStudio.Benchmarks.Planted;

/// <summary>Which of the listed bugs are planted.</summary>
/// <param name="Only">Text that a bug must mention; null for all.</param>
/// <param name="Every">1 for all, 3 for each third.</param>
/// <param name="From">How many are left out before the first.</param>
internal sealed record PlantedChoice(string? Only = null, int Every = 1, int From = 0)
{
    public static PlantedChoice Parse(string[] arguments)
    {
        var choice = new PlantedChoice();
        foreach (var option in arguments.Chunk(2))
        {
            choice = option switch
            {
                ["--only", var text] => choice with { Only = text },
                ["--every", var number] => choice with { Every = Number(number, 1) },
                ["--from", var number] => choice with { From = Number(number, 0) },
                _ => throw new ArgumentException(
                    $"planted takes --only TEXT, --every N and --from N, not '{string.Join(' ', option)}'."),
            };
        }

        return choice;
    }

    public IEnumerable<PlantedBug> Of(IEnumerable<PlantedBug> bugs) =>
        bugs.Where(bug => bug.Mentions(Only)).Skip(From).Where((_, index) => index % Every == 0);

    private static int Number(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new ArgumentException($"'{text}' is not a whole number of at least {least}.");
}
