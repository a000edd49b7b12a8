using System.Text;
using RenderStudio.Local.Replicate.Pictures;
using RenderStudio.Local.Replicate.Predictions;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Files;

/// <summary>Applies the configured faults to the bytes of an output.</summary>
internal static class OutputDamage
{
    private const int HeaderBytes = 100;

    public static byte[] Apply(SimulatedRun prediction, PaintedPicture picture, SimulatorSettings rules)
    {
        var bytes = picture.Bytes;
        if (rules.NonImageOutputs.Contains(picture.Index))
            bytes = Encoding.UTF8.GetBytes("<html><body>The picture is being prepared</body></html>");
        else if (IsCorrupt(prediction, picture.Index, rules))
            bytes = BreakAfterHeader(bytes, prediction.Chance.Number(rules.Seed, "noise"));
        return rules.OutputPadBytes > 0 ? [.. bytes, .. new byte[rules.OutputPadBytes]] : bytes;
    }

    private static bool IsCorrupt(SimulatedRun prediction, int index, SimulatorSettings rules) =>
        rules.CorruptOutputs.Contains(index)
            || prediction.Chance.Happens(rules.CorruptOutputRate, rules.Seed, $"corrupt {index}");

    private static byte[] BreakAfterHeader(byte[] bytes, int noise)
    {
        var broken = bytes.ToArray();
        new Random(noise).NextBytes(broken.AsSpan(Math.Min(HeaderBytes, broken.Length / 2)));
        return broken;
    }
}
