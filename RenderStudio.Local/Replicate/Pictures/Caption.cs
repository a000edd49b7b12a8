namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>The prompt's words, small in a corner, with what tells this picture from its neighbours.</summary>
internal static class Caption
{
    private const double Unit = 2.3;
    private const double Margin = 22;
    private const int MostLines = 3;

    public static void Draw(Canvas canvas, SceneSpecification order)
    {
        var perLine = Math.Clamp((int)((canvas.Width - 4 * Margin) / (StrokeAlphabet.Advance * Unit)), 8, 64);
        var lines = Wrap(order.Prompt, perLine);
        lines.Add($"{order.Model} · seed {order.Seed} · {order.Index}");
        var height = lines.Count * StrokeAlphabet.LineHeight * Unit + 14;
        var width = lines.Max(l => l.Length) * StrokeAlphabet.Advance * Unit + 22;
        var top = 1000 - Margin - height;
        canvas.Rect(Margin, top, Math.Min(width, canvas.Width - 2 * Margin), height, "#15130f", round: 8,
            opacity: 0.45);
        foreach (var (row, line) in lines.Index())
        {
            var y = top + 11 + row * StrokeAlphabet.LineHeight * Unit;
            var opacity = row == lines.Count - 1 ? 0.6 : 0.95;
            canvas.Path(StrokeAlphabet.Path(line, Margin + 12, y, Unit), "#fffaf0", 1.9, opacity);
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
