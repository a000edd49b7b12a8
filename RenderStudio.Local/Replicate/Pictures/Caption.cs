using System.Text;

namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>The prompt in small letters in a corner, with model, seed and index.</summary>
internal static class Caption
{
    private const double Unit = 2.3;
    private const double Margin = 22;
    private const int MostLines = 3;

    public static void Append(StringBuilder svg, Scene scene)
    {
        var perLine = Math.Clamp((int)((scene.Width - 4 * Margin) / (StrokeAlphabet.Advance * Unit)), 8, 64);
        var lines = Wrap(scene.Prompt, perLine);
        lines.Add($"{scene.Model} · seed {scene.Seed} · {scene.Index}");
        var height = lines.Count * StrokeAlphabet.LineHeight * Unit + 14;
        var width = lines.Max(l => l.Length) * StrokeAlphabet.Advance * Unit + 22;
        var top = 1000 - Margin - height;
        svg.Append($"<rect x=\"{Margin}\" y=\"{top:0.#}\" width=\"{Math.Min(width, scene.Width - 2 * Margin):0.#}\"")
            .Append($" height=\"{height:0.#}\" rx=\"8\" fill=\"#15130f\" fill-opacity=\"0.45\"/>");
        foreach (var (row, line) in lines.Index())
        {
            var y = top + 11 + row * StrokeAlphabet.LineHeight * Unit;
            var opacity = row == lines.Count - 1 ? 0.6 : 0.95;
            svg.Append($"<path d=\"{StrokeAlphabet.Path(line, Margin + 12, y, Unit)}\" fill=\"none\"")
                .Append(" stroke=\"#fffaf0\" stroke-width=\"1.9\" stroke-linecap=\"round\" stroke-linejoin=\"round\"")
                .Append($" stroke-opacity=\"{opacity}\"/>");
        }
    }

    private static List<string> Wrap(string text, int perLine)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines[^1].Length + word.Length + 1 <= perLine)
                lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
            else if (lines.Count == MostLines)
                return [.. lines[..^1], lines[^1].Length + 3 <= perLine ? lines[^1] + "..." : lines[^1]];
            else
                lines.Add(word.Length <= perLine ? word : word[..perLine]);
        }
        return lines;
    }
}
