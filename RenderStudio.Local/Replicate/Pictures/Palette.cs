using System.Text.RegularExpressions;

namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>The colours of one picture. Colours named in the prompt as <c>#rrggbb</c> are its accents.</summary>
internal sealed partial record Palette(string Wall, string Floor, string Wood, string Fabric, string[] Accents)
{
    public string Trim => Tint.Lighter(Wall, 0.55);

    public string Accent(int index) => Accents[index % Accents.Length];

    public static Palette For(string prompt, Random random)
    {
        var words = prompt.ToLowerInvariant().Replace('-', ' ');
        var style = StylePalettes.All.FirstOrDefault(s => words.Contains(s.Style)).Palette ?? Derived(words);
        var named = ColourPattern().Matches(prompt).Select(m => m.Value.ToLowerInvariant()).Distinct().ToArray();
        var palette = named.Length >= 2
            ? style with { Accents = named }
            : style with { Accents = Turned(style.Accents, random) };
        return palette with
        {
            Wall = Tint.Varied(palette.Wall, random, 9),
            Floor = Tint.Varied(palette.Floor, random, 12)
        };
    }

    /// <summary>For a style nobody has listed: the same words always give the same colours.</summary>
    private static Palette Derived(string words)
    {
        var hue = Chance.Scramble(words) % 360;
        return new(Tint.Hsl(hue, 0.18, 0.86), Tint.Hsl((hue + 25) % 360, 0.24, 0.62), Tint.Hsl(28, 0.35, 0.42),
            Tint.Hsl((hue + 180) % 360, 0.2, 0.55),
            [Tint.Hsl((hue + 150) % 360, 0.5, 0.5), Tint.Hsl((hue + 210) % 360, 0.45, 0.6), Tint.Hsl(hue, 0.55, 0.45)]);
    }

    private static string[] Turned(string[] colours, Random random)
    {
        var first = random.Next(colours.Length);
        return [.. colours[first..], .. colours[..first]];
    }

    [GeneratedRegex("#[0-9a-fA-F]{6}\\b")]
    private static partial Regex ColourPattern();
}
