using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>
/// Render Studio's side of a comparison, in a separate process: one pass over the pictures of a folder per input
/// line.
/// </summary>
internal static class FinishingPasses
{
    internal static void Run(string folder, int atOnce)
    {
        Libvips.Start(LoaderPolicy.Photos);
        var pictures = Directory.GetFiles(folder).Order().Select(File.ReadAllBytes).ToArray();
        while (Console.ReadLine() is not null)
            Console.WriteLine(Pass(pictures, atOnce));
    }

    private static long Pass(byte[][] pictures, int atOnce)
    {
        var bytes = 0L;
        if (atOnce == 1)
            return pictures.Sum(Finish);
        Parallel.ForEach(pictures, new() { MaxDegreeOfParallelism = atOnce },
            picture => Interlocked.Add(ref bytes, Finish(picture)));
        return bytes;
    }

    private static long Finish(byte[] picture)
    {
        var made = PictureFinishing.Finish(picture).Value!;
        return made.Full.Length + made.Thumbnail.Length + made.Cover112.Length + made.Cover56.Length;
    }
}
