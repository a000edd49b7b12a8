using System.Diagnostics;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>
/// ImageMagick as a command. One process converts all ten pictures and exits, so its start-up is included.
/// </summary>
internal sealed class MagickPeer(string command, string folder, int atOnce) : IPeer
{
    private readonly DirectoryInfo made = Directory.CreateTempSubdirectory("magick-");

    public string Name => "ImageMagick";

    public long PeakMb { get; private set; }

    /// <returns>Null if ImageMagick is not installed.</returns>
    internal static MagickPeer? Find(string folder, int atOnce) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .SelectMany(place => new[] { Path.Combine(place, "magick"), Path.Combine(place, "convert") })
            .FirstOrDefault(IsMagick) is { } command ? new(command, folder, atOnce) : null;

    public Pass Run()
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(command, Arguments())
        {
            Environment = { ["MAGICK_THREAD_LIMIT"] = $"{atOnce}" },
        })!;
        var processor = 0.0;
        while (!process.WaitForExit(2))
        {
            PeakMb = Math.Max(PeakMb, ProcessNumbers.PeakMb(process.Id) ?? 0);
            processor = ProcessNumbers.ProcessorMilliseconds(process.Id) ?? processor;
        }

        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} exited with code {process.ExitCode}.");
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new(took, processor, made.EnumerateFiles().Sum(file => file.Length));
    }

    public void Dispose() => made.Delete(recursive: true);

    private IEnumerable<string> Arguments()
    {
        var webp = WebPOptions.Default;
        foreach (var picture in Directory.GetFiles(folder).Order())
        {
            var name = Path.Combine(made.FullName, Path.GetFileNameWithoutExtension(picture));
            string[] one =
            [
                "(", picture, "-quality", $"{webp.Quality}", "-define", $"webp:method={webp.Effort}",
                "-write", $"{name}.webp", "-resize", "400x400>", "-write", $"{name}_thumb.webp",
                "-resize", "112x112^", "-gravity", "center", "-extent", "112x112", "-write", $"{name}_112.webp",
                "-resize", "56x56", "-write", $"{name}_56.webp", "+delete", ")",
            ];
            foreach (var argument in one)
                yield return argument;
        }

        // The command requires an output; this one is discarded.
        foreach (var argument in new[] { "-size", "1x1", "xc:black", "null:" })
            yield return argument;
    }

    private static bool IsMagick(string file)
    {
        if (!File.Exists(file))
            return false;
        using var asked = Process.Start(new ProcessStartInfo(file, "-version")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        return asked.StandardOutput.ReadToEnd().StartsWith("Version: ImageMagick", StringComparison.Ordinal);
    }
}
