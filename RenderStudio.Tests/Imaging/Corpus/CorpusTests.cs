using RenderStudio.Testing.Imaging.Corpus;

namespace RenderStudio.Tests.Imaging.Corpus;

/// <summary>Each file of the corpus has the expected result, within the promised memory and time.</summary>
public sealed class CorpusTests
{
    private const int MostMegabytes = 265, MostSeconds = 10;

    [Fact]
    public async Task Each_file_is_answered_as_expected_within_265_megabytes_and_10_seconds()
    {
        var files = CorpusFile.All;
        var answers = await CorpusRun.RunAsync(files.Select(file => file.Make));

        var wrong = files.Zip(answers)
            .Where(pair => (pair.First.AsInput, pair.First.AsOutput) != (pair.Second.AsInput, pair.Second.AsOutput))
            .Select(pair => $"{pair.First.Name}: {pair.Second.AsInput}, {pair.Second.AsOutput}");
        Assert.Equal([], wrong);
        AssertBounded(files.Select(file => file.Name), answers);
    }

    [Fact]
    public async Task Seven_hundred_changed_files_are_answered_as_before()
    {
        var good = MutatedFiles.Good();
        var answers = await CorpusRun.RunAsync(
            good.SelectMany(file => MutatedFiles.Of(file.File)).Select(file => (Func<byte[]>)(() => file)));

        Assert.Equal(700, answers.Count);
        var results = good.Zip(answers.Chunk(MutatedFiles.Each)).Select(pair =>
            $"{pair.First.Name}: {string.Concat(pair.Second.Select(answer => Letter(answer.AsOutput)))}");
        var changed = results.Except(MutationAnswers.Expected).ToList();
        Assert.True(changed.Count == 0, string.Join('\n', changed));
        AssertBounded(good.SelectMany(file => Enumerable.Repeat(file.Name, MutatedFiles.Each)), answers);
    }

    private static char Letter(string answer) => answer switch
    {
        CorpusFile.Ok => 'o',
        CorpusFile.Unreadable => 'u',
        CorpusFile.Unsupported => 't',
        CorpusFile.TooLarge => 'l',
        CorpusFile.TooComplex => 'c',
        _ => '!',
    };

    private static void AssertBounded(IEnumerable<string> names, IReadOnlyList<CorpusAnswer> answers) =>
        Assert.Equal([], names.Zip(answers)
            .Where(pair => pair.Second.PeakMegabytes > MostMegabytes || pair.Second.Seconds > MostSeconds)
            .Select(pair => $"{pair.First}: {pair.Second.Seconds} s, {pair.Second.PeakMegabytes} MB"));
}
