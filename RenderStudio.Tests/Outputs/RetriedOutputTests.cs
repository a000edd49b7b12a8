using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Outputs;

/// <summary>
/// A paid picture is given up only after several rounds. Each round here downloads an output once, and a test makes the
/// next round due.
/// </summary>
public sealed class RetriedOutputTests(Services services) : IAsyncLifetime
{
    private OutputRounds rounds = null!;

    public async ValueTask InitializeAsync() => rounds = await OutputRounds.StartAsync(services);

    public ValueTask DisposeAsync() => rounds.DisposeAsync();

    [Theory]
    [InlineData("200-without-picture", "empty")]
    [InlineData("201", "201")]
    [InlineData("202", "202")]
    [InlineData("204", "204")]
    [InlineData("206", "206")]
    [InlineData("302", "redirect")]
    [InlineData("307", "307")]
    [InlineData("400", "400")]
    [InlineData("401", "401")]
    [InlineData("403", "403")]
    [InlineData("404", "404")]
    [InlineData("408", "408")]
    [InlineData("410", "410")]
    [InlineData("416", "416")]
    [InlineData("425", "425")]
    [InlineData("429", "429")]
    [InlineData("451", "451")]
    [InlineData("500", "500")]
    [InlineData("502", "502")]
    [InlineData("503", "503")]
    [InlineData("page", "html")]
    [InlineData("wrong type", "json")]
    [InlineData("cut with a length", "cut")]
    [InlineData("cut without a length", "cut-unannounced")]
    [InlineData("undecodable", "damaged")]
    [InlineData("reset", "reset")]
    [InlineData("not HTTP", "nonsense")]
    [InlineData("compressed", "gzip")]
    [InlineData("endless headers", "huge-headers")]
    public async Task A_picture_is_delivered_and_charged_after_one_fault(string name, string fault)
    {
        var seeded = await rounds.StoredAsync(rounds.Output($"once/{fault}"));

        await rounds.RunAsync(seeded);
        Assert.True(await rounds.ReadAsync(seeded, "status") == "storing", name);
        Assert.Equal(SeededGeneration.Balance - 2, await rounds.BalanceAsync(seeded));
        await rounds.RunAsync(seeded);

        Assert.Equal("succeeded 1", await rounds.ReadAsync(seeded, "concat_ws(' ', status, delivered)"));
        Assert.Equal(SeededGeneration.Balance - 2, await rounds.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_failed_TLS_handshake_is_tried_again()
    {
        var origin = rounds.Server.Origin.Replace("http:", "https:");
        await using var secure = await Engine.StartAsync(services, ("Replicate:DevelopmentOutputOrigin", origin));

        var downloaded = await secure.Get<OutputDownload>().FetchAsync(
            $"{origin}/whole", new DownloadTime(new(), TimeProvider.System), default);

        Assert.Equal((OutputRetry.DuringOutage, "The server could not be reached."),
            (downloaded.Error!.Retry, downloaded.Error.Detail));
    }

    [Fact]
    public async Task A_response_that_is_no_picture_is_final_after_five_rounds_in_more_than_a_minute()
    {
        var seeded = await rounds.StoredAsync(rounds.Output("html"));
        var waited = 0.0;

        for (var round = 1; round < 5; round++)
        {
            var since = await rounds.Engine.QueryAsync<DateTime>("select clock_timestamp()");
            await rounds.RunAsync(seeded);
            Assert.Equal("storing", await rounds.ReadAsync(seeded, "status"));
            waited += (await rounds.Engine.QueryAsync<DateTime>(
                "select not_before from predictions where id = @PredictionId", seeded) - since).TotalSeconds;
        }

        await rounds.RunAsync(seeded);
        Assert.Equal("failed output_invalid", await rounds.ReadAsync(seeded, "concat_ws(' ', status, failure_code)"));
        Assert.Equal(5, rounds.Server.Asked.Count);
        Assert.InRange(waited, 75, 1000);
        Assert.Equal(SeededGeneration.Balance, await rounds.BalanceAsync(seeded));
        Assert.Equal("variant_delayed variant_refused output_invalid", await rounds.CodesAsync(seeded));
    }

    [Theory]
    [InlineData("401")]
    [InlineData("403")]
    [InlineData("404")]
    [InlineData("410")]
    public async Task An_output_that_is_missing_is_tried_until_its_hour_ends(string status)
    {
        var seeded = await rounds.StoredAsync(rounds.Output(status));

        await rounds.RunAsync(seeded, "storing_tries = 40, result_at = now() - interval '59 minutes'");
        Assert.Equal("storing", await rounds.ReadAsync(seeded, "status"));
        await rounds.RunAsync(seeded, "result_at = now() - interval '61 minutes'");

        Assert.Equal("failed output_expired", await rounds.ReadAsync(seeded, "concat_ws(' ', status, failure_code)"));
        Assert.Equal(2, rounds.Server.Asked.Count);
    }

    [Fact]
    public async Task An_output_that_is_missing_an_hour_after_the_end_of_its_run_has_expired()
    {
        var seeded = await rounds.StoredAsync(rounds.Output("404"));
        await rounds.Engine.ExecuteAsync(
            """
            update predictions set result_payload = (result_payload::jsonb
                || jsonb_build_object('completed_at', now() - interval '61 minutes'))::text
            where id = @PredictionId
            """, seeded);

        await rounds.RunAsync(seeded);

        Assert.Equal("failed output_expired", await rounds.ReadAsync(seeded, "concat_ws(' ', status, failure_code)"));
    }

    [Fact]
    public async Task A_missing_output_delays_a_good_picture_no_longer_than_an_outage()
    {
        var seeded = await rounds.StoredAsync(rounds.Output("whole"), rounds.Output("404"));

        await rounds.RunAsync(seeded);
        Assert.Equal("storing", await rounds.ReadAsync(seeded, "status"));
        await rounds.RunAsync(seeded, WorkbenchRows.LastTry);

        Assert.Equal("succeeded 1", await rounds.ReadAsync(seeded, "concat_ws(' ', status, delivered)"));
        Assert.Equal("variant_delayed variant_refused", await rounds.CodesAsync(seeded));
    }

    [Fact]
    public async Task A_picture_that_was_stored_is_neither_lost_nor_downloaded_again_when_another_output_fails()
    {
        var seeded = await rounds.StoredAsync(rounds.Output("only-once"), rounds.Output("damaged"));

        for (var round = 1; round <= 5; round++)
            await rounds.RunAsync(seeded);

        Assert.Equal("succeeded 1", await rounds.ReadAsync(seeded, "concat_ws(' ', status, delivered)"));
        Assert.Equal("0", await rounds.Engine.QueryAsync<string>(
            "select string_agg(index::text, ' ') from variants where render_id = @RenderId", seeded));
        Assert.Equal(1, rounds.Server.Asked.Count(path => path == "only-once"));
        Assert.Equal(5, rounds.Server.Asked.Count(path => path == "damaged"));
        Assert.Equal(SeededGeneration.Balance - 2, await rounds.BalanceAsync(seeded));
        Assert.True(await rounds.Engine.QueryAsync<bool>(
            "select storing_progress is null from predictions where id = @PredictionId", seeded));
    }

    [Fact]
    public async Task A_missing_output_of_an_erased_owner_is_not_awaited()
    {
        var seeded = await rounds.StoredAsync(rounds.Output("404"));
        await rounds.RunAsync(seeded);
        await rounds.Engine.ExecuteAsync("update owners set erased_at = now() where id = @OwnerId", seeded);

        await rounds.RunAsync(seeded);

        Assert.Equal("canceled", await rounds.ReadAsync(seeded, "status"));
        Assert.Equal(SeededGeneration.Balance, await rounds.BalanceAsync(seeded));
    }
}
