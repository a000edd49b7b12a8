using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Outputs;

/// <summary>
/// Outputs that trickle hold neither all slots nor one slot for a long time. Only the test advances the clock, so its
/// seconds are exact.
/// </summary>
public sealed class TricklingOutputTests(Services services) : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Kinds = ["slow-headers", "slow-body", "lying-length", "early-hints"];

    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly CancellationTokenSource over = new();
    private MisbehavingServer server = null!;
    private Engine engine = null!;

    public async ValueTask InitializeAsync()
    {
        server = new(clock);
        engine = await Engine.StartAsync(
            services, core => core.AddSingleton<TimeProvider>(clock),
            ("Replicate:DevelopmentOutputOrigin", server.Origin), ("Predictions:LeaseSeconds", "300"));
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await server.DisposeAsync();
        over.Dispose();
    }

    [Theory]
    [InlineData("slow-headers")]
    [InlineData("slow-body")]
    [InlineData("lying-length")]
    [InlineData("early-hints")]
    public async Task An_output_that_trickles_ends_after_three_seconds_and_can_be_tried_again(string kind)
    {
        var time = new DownloadTime(new(), clock);
        var download = engine.Get<OutputDownload>().FetchAsync(server.Output(kind), time, default);
        await AskedAsync(1);

        clock.Advance(3 * Second);
        var error = (await download.WaitAsync(Patience)).Error!;

        Assert.True(error.Retryable);
        Assert.Equal("The download was too slow.", error.Detail);
        Assert.True(time.WasSlow);
    }

    [Fact]
    public async Task Four_trickling_outputs_of_one_generation_leave_a_slot_to_other_owners()
    {
        var trickling = await TrickleAsync(Kinds);
        await AskedAsync(3);

        await DeliverAnotherAsync();

        Assert.Equal(3, server.Asked.Count);
        await StopAsync(trickling);
    }

    [Fact]
    public async Task Four_trickling_outputs_of_four_owners_delay_others_for_less_than_five_seconds()
    {
        var trickling = new List<Task>();
        foreach (var kind in Kinds)
            trickling.Add(await TrickleAsync(kind));
        await AskedAsync(4);

        var other = DeliverAnotherAsync();
        for (var seconds = 0; seconds < 5; seconds++)
            clock.Advance(Second);

        await other.WaitAsync(Patience);
        await StopAsync([.. trickling]);
    }

    [Fact]
    public async Task A_round_of_tries_ends_within_a_minute_with_the_reason_in_the_timeline()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await ApplyAsync(seeded, "slow-body");
        var round = engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
        var since = clock.GetUtcNow();

        await Eventually.BecomesTrueAsync(() =>
        {
            if (!round.IsCompleted)
                clock.Advance(Second / 2);
            return round.IsCompleted;
        }, Patience);

        await round;
        Assert.InRange(clock.GetUtcNow() - since, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(
            "storing: Picture 1 is not stored yet and will be retried: The download was too slow.",
            await engine.QueryAsync<string>(
                """
                select g.status || ': ' || e.detail
                from generations g join generation_events e on e.generation_id = g.id
                where g.id = @Id and e.code = 'variant_delayed'
                """, seeded));
    }

    /// <summary>Starts a generation of a new owner and returns while its outputs are being fetched.</summary>
    private async Task<Task> TrickleAsync(params string[] kinds)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: kinds.Length);
        await ApplyAsync(seeded, kinds);
        return engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, over.Token);
    }

    private Task<RunVerdict?> ApplyAsync(SeededGeneration seeded, params string[] kinds) => RunUpdates.ApplyAsync(
        engine, seeded, seeded.Run("a"), "succeeded", null, [.. kinds.Select(server.Output)]);

    private async Task DeliverAnotherAsync()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await RunUpdates.ApplyAsync(
            engine, seeded, seeded.Run("a"), "succeeded", null, SolidPicture.Png(1, 2, 3));
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default).WaitAsync(Patience);
        Assert.Equal("succeeded", await engine.QueryAsync<string>(
            "select status from generations where id = @Id", seeded));
    }

    private Task AskedAsync(int count) => Eventually.BecomesTrueAsync(() => server.Asked.Count == count, Patience);

    private async Task StopAsync(params Task[] trickling)
    {
        await over.CancelAsync();
        foreach (var one in trickling)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WaitAsync(Patience));
    }
}
