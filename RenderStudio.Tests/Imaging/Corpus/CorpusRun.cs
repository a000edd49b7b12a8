using RenderStudio.Local.Children;
using RenderStudio.Testing.Imaging.Corpus;

namespace RenderStudio.Tests.Imaging.Corpus;

/// <summary>The results of a child process for one file.</summary>
/// <param name="Seconds">Of processor time, as input and as output together.</param>
/// <param name="PeakMegabytes">The peak memory of the child process so far.</param>
internal sealed record CorpusAnswer(string AsInput, string AsOutput, double Seconds, long PeakMegabytes);

/// <summary>Files that are written to a folder and processed by a child process, one after the other.</summary>
internal static class CorpusRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    internal static async Task<IReadOnlyList<CorpusAnswer>> RunAsync(IEnumerable<Func<byte[]>> files)
    {
        var folder = Directory.CreateTempSubdirectory("corpus-");
        try
        {
            var number = 0;
            foreach (var file in files)
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{number++:D5}"), file());
            List<CorpusAnswer> answers = [];
            var child = new ChildCommand(
                "Corpus", Path.Combine(AppContext.BaseDirectory, "RenderStudio.Testing"),
                [CorpusChild.Command, folder.FullName])
            {
                OnOutput = line => answers.Add(Parse(line)),
            };
            using var limit = new CancellationTokenSource(Patience);
            await ChildProcess.RunAsync(child, limit.Token);
            Assert.Equal(number, answers.Count);
            return answers;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static CorpusAnswer Parse(string line) => line.Split(' ') is [_, var input, var output, var time, var peak]
        ? new(input, output, double.Parse(time), long.Parse(peak))
        : throw new InvalidDataException(line);
}
