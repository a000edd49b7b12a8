using System.Text;

namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>
/// Letters as strokes, so that no font is needed. Each is drawn on a grid of 4 by 6: two digits are a point (x, y), a
/// space goes on to the next point, a slash lifts the pen.
/// </summary>
internal static class StrokeAlphabet
{
    public const double Advance = 5.6;
    public const double LineHeight = 10;

    private static readonly Dictionary<char, string> Strokes = new()
    {
        ['A'] = "06 20 46/13 33",
        ['B'] = "00 06 36 45 44 33 03/00 30 41 42 33",
        ['C'] = "41 30 10 01 05 16 36 45",
        ['D'] = "00 06 26 44 42 20 00",
        ['E'] = "40 00 06 46/03 33",
        ['F'] = "40 00 06/03 33",
        ['G'] = "41 30 10 01 05 16 36 45 43 23",
        ['H'] = "00 06/40 46/03 43",
        ['I'] = "10 30/20 26/16 36",
        ['J'] = "40 45 36 16 05",
        ['K'] = "00 06/40 03 46",
        ['L'] = "00 06 46",
        ['M'] = "06 00 23 40 46",
        ['N'] = "06 00 46 40",
        ['O'] = "10 30 41 45 36 16 05 01 10",
        ['P'] = "06 00 30 41 42 33 03",
        ['Q'] = "10 30 41 45 36 16 05 01 10/24 46",
        ['R'] = "06 00 30 41 42 33 03/23 46",
        ['S'] = "41 30 10 01 02 13 33 44 45 36 16 05",
        ['T'] = "00 40/20 26",
        ['U'] = "00 05 16 36 45 40",
        ['V'] = "00 26 40",
        ['W'] = "00 16 23 36 40",
        ['X'] = "00 46/40 06",
        ['Y'] = "00 23 40/23 26",
        ['Z'] = "00 40 06 46",
        ['0'] = "10 30 41 45 36 16 05 01 10/14 32",
        ['1'] = "11 20 26/16 36",
        ['2'] = "01 10 30 41 42 06 46",
        ['3'] = "00 40 22 33 44 45 36 16 05",
        ['4'] = "36 30 04 44",
        ['5'] = "40 00 02 32 43 45 36 16 05",
        ['6'] = "30 10 01 05 16 36 45 44 33 03",
        ['7'] = "00 40 16",
        ['8'] = "10 30 41 42 33 13 02 01 10/13 04 05 16 36 45 44 33",
        ['9'] = "16 36 45 41 30 10 01 02 13 43",
        ['.'] = "25 26",
        [','] = "25 17",
        [':'] = "21 22/25 26",
        [';'] = "21 22/25 17",
        ['!'] = "20 24/26 26",
        ['?'] = "01 10 30 41 42 23 24/26 26",
        ['-'] = "13 33",
        ['_'] = "06 46",
        ['+'] = "13 33/22 24",
        ['='] = "12 32/14 34",
        ['/'] = "06 40",
        ['('] = "30 21 25 36",
        [')'] = "10 21 25 16",
        ['\''] = "20 21",
        ['"'] = "10 11/30 31",
        ['#'] = "11 15/31 35/02 42/04 44",
        ['%'] = "06 40/00 01/45 46",
        ['&'] = "46 11 20 31 04 05 16 26 44",
        ['*'] = "13 33/22 24/12 34/32 14",
        ['·'] = "23 23",
    };

    /// <summary>A path for one line of text; what has no strokes leaves a gap.</summary>
    public static string Path(string text, double x, double y, double unit)
    {
        var path = new StringBuilder();
        foreach (var (position, letter) in text.ToUpperInvariant().Index())
        {
            if (Strokes.TryGetValue(letter, out var strokes))
                Append(path, strokes, x + position * Advance * unit, y, unit);
        }
        return path.ToString();
    }

    private static void Append(StringBuilder path, string strokes, double x, double y, double unit)
    {
        foreach (var stroke in strokes.Split('/'))
        {
            var command = 'M';
            foreach (var point in stroke.Split(' '))
            {
                path.Append($"{command}{x + (point[0] - '0') * unit:0.#} {y + (point[1] - '0') * unit:0.#}");
                command = 'L';
            }
            if (stroke.Length == 2)
                path.Append("h.1");
        }
    }
}
