using System.Text;

namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>
/// Letters as strokes, so that no font is needed. A letter has a grid of 4 by 6 points. Two digits are a point (x, y),
/// a space continues to the next point, and a slash starts a new stroke.
/// </summary>
internal static class StrokeAlphabet
{
    public const double Advance = 5.6;
    public const double LineHeight = 10;

    private const string Letters =
        """
        A06 20 46/13 33|B00 06 36 45 44 33 03/00 30 41 42 33|C41 30 10 01 05 16 36 45|D00 06 26 44 42 20 00
        E40 00 06 46/03 33|F40 00 06/03 33|G41 30 10 01 05 16 36 45 43 23|H00 06/40 46/03 43|I10 30/20 26/16 36
        J40 45 36 16 05|K00 06/40 03 46|L00 06 46|M06 00 23 40 46|N06 00 46 40|O10 30 41 45 36 16 05 01 10
        P06 00 30 41 42 33 03|Q10 30 41 45 36 16 05 01 10/24 46|R06 00 30 41 42 33 03/23 46
        S41 30 10 01 02 13 33 44 45 36 16 05|T00 40/20 26|U00 05 16 36 45 40|V00 26 40|W00 16 23 36 40
        X00 46/40 06|Y00 23 40/23 26|Z00 40 06 46|010 30 41 45 36 16 05 01 10/14 32|111 20 26/16 36
        201 10 30 41 42 06 46|300 40 22 33 44 45 36 16 05|436 30 04 44|540 00 02 32 43 45 36 16 05
        630 10 01 05 16 36 45 44 33 03|700 40 16|810 30 41 42 33 13 02 01 10/13 04 05 16 36 45 44 33
        916 36 45 41 30 10 01 02 13 43|.25 26|,25 17|:21 22/25 26|;21 22/25 17|!20 24/26 26
        ?01 10 30 41 42 23 24/26 26|-13 33|_06 46|+13 33/22 24|=12 32/14 34|/06 40|(30 21 25 36|)10 21 25 16
        '20 21|"10 11/30 31|#11 15/31 35/02 42/04 44|%06 40/00 01/45 46|&46 11 20 31 04 05 16 26 44
        *13 33/22 24/12 34/32 14|·23 23
        """;

    private static readonly Dictionary<char, string> Strokes =
        Letters.Split('|', '\n').ToDictionary(entry => entry[0], entry => entry[1..]);

    /// <summary>A path for one line of text; an unknown letter leaves a gap.</summary>
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
