using RenderStudio.Testing.Faults;

namespace RenderStudio.Tests.Faults;

/// <summary>The connections to the database and to storage break and stall at random moments.</summary>
[Collection<OnTheFaultyEngine>]
public sealed class NetworkTests(FaultyEngine bench)
{
    private const int Generations = 20;

    [Fact]
    public async Task Connections_cut_reset_and_stalled_at_random_lose_and_duplicate_nothing()
    {
        var seed = Seeds.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var counts = new FaultCounts();
        using var stop = new CancellationTokenSource();
        var breaking = BreakAsync(new Random(seed), counts, stop.Token);

        List<Guid> walked = [];
        for (var number = 0; number < Generations; number++)
            walked.Add(await new Walk(bench, webhooks: number % 2 == 0).RunAsync());
        await stop.CancelAsync();
        await breaking;
        bench.Reconnect();
        await new Messages(bench).DrainAsync();

        var report = await bench.Audit.RunAsync(walked);
        Assert.Equal(Generations, report.Ends.GetValueOrDefault("succeeded"));
        TestContext.Current.TestOutputHelper!.WriteLine($"faults: {counts}");
        counts.AtLeast("connections ended", 10);
        counts.AtLeast("lines stalled", 3);
    }

    private async Task BreakAsync(Random random, FaultCounts counts, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(random.Next(30, 200), CancellationToken.None);
            var line = bench.Lines[random.Next(bench.Lines.Count)];
            switch (random.Next(3))
            {
                case 0:
                    counts.Add("connections ended", line.Cut());
                    break;
                case 1:
                    counts.Add("connections ended", line.Reset());
                    break;
                default:
                    counts.Add("lines stalled", line.Stall() > 0 ? 1 : 0);
                    await Task.Delay(random.Next(100), CancellationToken.None);
                    line.Resume();
                    break;
            }
        }
    }
}
