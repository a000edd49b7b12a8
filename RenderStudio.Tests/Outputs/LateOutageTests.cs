using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Outputs;

/// <summary>
/// An outage that begins late, while an output is awaited, is tolerated as long as one that begins with the result.
/// </summary>
public sealed class LateOutageTests(Services services) : IAsyncLifetime
{
    private const string AwaitedForHalfAnHour = "storing_tries = 25, result_at = now() - interval '30 minutes'";

    private OutputRounds rounds = null!;

    public async ValueTask InitializeAsync() => rounds = await OutputRounds.StartAsync(services);

    public ValueTask DisposeAsync() => rounds.DisposeAsync();

    [Theory]
    [InlineData("503")]
    [InlineData("429")]
    [InlineData("reset")]
    [InlineData("cut")]
    public async Task One_outage_late_in_the_hour_is_tried_again(string fault)
    {
        var seeded = await rounds.StoredAsync(rounds.Output($"once/{fault}"));

        await rounds.RunAsync(seeded, AwaitedForHalfAnHour);
        Assert.Equal("storing 0", await rounds.OutcomeAsync(seeded));
        await rounds.RunAsync(seeded);

        Assert.Equal("succeeded 1", await rounds.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await rounds.BalanceAsync(seeded));
    }

    [Theory]
    [InlineData(6, 9, "storing 0")]
    [InlineData(5, 11, "storing 0")]
    [InlineData(6, 11, "failed 0 download_failed")]
    public async Task An_outage_late_in_the_hour_is_final_after_six_rounds_and_ten_minutes(
        int count, int minutes, string outcome)
    {
        var seeded = await rounds.StoredAsync(rounds.Output("503"));
        await rounds.RunAsync(seeded, AwaitedForHalfAnHour);

        await rounds.RunAsync(seeded,
            $"""
            result_at = result_at - interval '{minutes} minutes',
                storing_progress = replace(storing_progress, '"count":1', '"count":{count - 1}')
            """);

        Assert.Equal(outcome, await rounds.OutcomeAsync(seeded));
    }

    [Fact]
    public async Task An_output_that_is_missing_late_waits_as_long_for_the_good_picture_as_an_early_one()
    {
        var seeded = await rounds.StoredAsync(rounds.Output("once/404"), rounds.Output("twice/404"));

        await rounds.RunAsync(seeded, AwaitedForHalfAnHour);
        await rounds.RunAsync(seeded);
        Assert.Equal("storing 0", await rounds.OutcomeAsync(seeded));
        await rounds.RunAsync(seeded);

        Assert.Equal(2, await rounds.Engine.QueryAsync<int>(
            "select count(*) from variants where render_id = @RenderId", seeded));
    }

    [Fact]
    public async Task One_unexpected_error_late_in_the_hour_is_tried_again()
    {
        var seeded = await rounds.StoredAsync(rounds.Output("whole"));
        await rounds.Engine.ExecuteAsync("alter table variant_files rename to variant_files_gone");
        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => rounds.RunAsync(seeded, AwaitedForHalfAnHour));
        await rounds.Engine.ExecuteAsync("alter table variant_files_gone rename to variant_files");

        await rounds.RunAsync(seeded);

        Assert.Equal("succeeded 1", await rounds.OutcomeAsync(seeded));
    }

    [Fact]
    public async Task An_interrupted_round_counts_as_no_error()
    {
        var seeded = await rounds.StoredAsync(rounds.Output("slow-headers"));
        using var stopped = new CancellationTokenSource();
        var running = rounds.Engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, stopped.Token);
        await Eventually.BecomesTrueAsync(() => rounds.Asked("slow-headers") == 1);

        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(await rounds.Engine.QueryAsync<bool>(
            "select storing_tries = 1 and storing_progress is null from predictions where id = @PredictionId", seeded));
    }
}
