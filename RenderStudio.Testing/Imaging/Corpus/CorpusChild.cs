using System.Diagnostics;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Testing.Imaging.Corpus;

/// <summary>
/// Runs in a separate process, so that its memory is the cost of the pictures: it processes every file of a folder as
/// the product does and prints one result per line.
/// </summary>
internal static class CorpusChild
{
    internal const string Command = "corpus";

    internal static async Task<int> RunAsync(string folder)
    {
        Libvips.Start(LoaderPolicy.Photos);
        using var gate = new PictureGate(Options.Create(new ImagingOptions()));
        foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            var since = Environment.CpuUsage.TotalTime;
            var input = await CleanAsync(gate, bytes, PictureLimits.Inputs, keepsAlpha: false);
            var output = await FinishAsync(gate, bytes);
            // The result for a logo differs from that for a photo by GIF alone; the cost does not differ.
            await CleanAsync(gate, bytes, PictureLimits.AvatarsAndLogos, keepsAlpha: true);
            var spent = Environment.CpuUsage.TotalTime - since;
            Console.WriteLine($"{Path.GetFileName(file)} {input} {output} {spent.TotalSeconds:F3} {PeakMegabytes()}");
        }

        return 0;
    }

    private static async Task<string> CleanAsync(PictureGate gate, byte[] bytes, PictureLimits limits, bool keepsAlpha)
    {
        if ((await gate.InspectAsync(bytes, limits, default)).Failed(out var problem, out var header))
            return problem.CodeText;
        var cleaned = await gate.RunAsync(header, stop => PictureCleaning.Clean(bytes, keepsAlpha, stop), default);
        return cleaned.Failed(out problem, out var clean)
            ? problem.CodeText
            : Ok((header.Width, header.Height) == (clean.Width, clean.Height));
    }

    private static async Task<string> FinishAsync(PictureGate gate, byte[] bytes)
    {
        if ((await gate.InspectAsync(bytes, PictureLimits.Outputs, default)).Failed(out var problem, out var header))
            return problem.CodeText;
        var finished = await gate.RunAsync(header, stop => new StandardFinisher(null).Finish(bytes, stop), default);
        return finished.Failed(out problem, out var work)
            ? problem.CodeText
            : Ok((header.Width, header.Height) == (work.Sizes.Width, work.Sizes.Height));
    }

    private static string Ok(bool isSizeAsTold) => isSizeAsTold ? CorpusFile.Ok : "another_size";

    private static long PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (1024 * 1024);
    }
}
