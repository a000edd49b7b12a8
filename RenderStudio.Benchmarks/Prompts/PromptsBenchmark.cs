using System.Diagnostics;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Prompts;

namespace RenderStudio.Benchmarks.Prompts;

internal sealed class PromptsBenchmark : IBenchmark
{
    private const int Characters = UserText.MaxPrompt, Rounds = 2001;
    private const double Limit = 100;

    private const string Plain =
        "A calm reading corner with an oak bookcase, linen curtains, a wool rug and a pegboard above the low bench. ";

    private const string Disguised = "А ｃａｌｍ rеаdіng соrnеr with án öak bооkсаsе, 𝓵𝓲𝓷𝓮𝓷 сurtаіns аnd w0ol. ";

    private const string Almost = "naked bulb, s i x t h s, slit my bench, gang way, child safe, white powder. ";

    private readonly PromptCatalogue catalogue = PromptCatalogue.Load();
    private readonly Moderation moderation = new(ModerationPolicy.Load(), LookAlikes.Load());
    private readonly ComposePrompt compose;

    public PromptsBenchmark() => compose = new(catalogue, Options.Create(new PromptOptions()));

    public string Name => "prompts";

    public string Purpose => $"composition and moderation of a prompt of {Characters:N0} characters";

    public Task RunAsync(string[] arguments)
    {
        Console.WriteLine($"{Purpose}\n  median of {Rounds} (limit: {Limit:F0} µs)");
        WarmUp();
        foreach (var (name, words) in new[] { ("plain", Plain), ("look-alikes", Disguised), ("near matches", Almost) })
        {
            var (one, ten) = (Median(Text(words, Characters)), Median(Text(words, 10 * Characters)));
            Console.WriteLine($"  {name,-15} {one,6:F1} µs; ten times the text takes {ten / one:F1} times as long");
        }

        return Task.CompletedTask;
    }

    /// <summary>Runs until tiered compilation has optimised the code; the first second measures only that.</summary>
    private void WarmUp()
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(3))
            Run(Text(Plain, Characters));
    }

    private double Median(string text)
    {
        var times = new double[Rounds];
        for (var round = -Rounds; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            Run(text);
            if (round >= 0)
                times[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[Rounds / 2];
    }

    private void Run(string text)
    {
        if (moderation.Check(text, null) is not null)
            throw new InvalidOperationException("Moderation rejected the text and read only a part of it.");
        _ = compose.Run(new("redesign", "living_room", "japandi", UserText.Clean(text), null)).Prompt;
    }

    private static string Text(string words, int length) =>
        string.Concat(Enumerable.Repeat(words, (length / words.Length) + 1))[..length];
}
