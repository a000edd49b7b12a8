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
    private const string DataUrl = "data:image/png;base64,";

    private readonly MisbehavingServer server = new(TimeProvider.System)
    {
        Picture = Convert.FromBase64String(SolidPicture.Png(10, 200, 30)[DataUrl.Length..]),
    };

    private Engine engine = null!;

    public async ValueTask InitializeAsync() => engine = await Engine.StartAsync(
        services, ("Replicate:DevelopmentOutputOrigin", server.Origin), ("Outputs:Tries", "1"),
        ("Outputs:SlowSeconds", "60"), ("Outputs:DownloadSeconds", "100"));

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await server.DisposeAsync();
    }

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
        var seeded = await StoredAsync(server.Output($"once/{fault}"));

        await RoundAsync(seeded);
        Assert.True(await ReadAsync(seeded, "status") == "storing", name);
        Assert.Equal(SeededGeneration.Balance - 2, await BalanceAsync(seeded));
        await RoundAsync(seeded);

        Assert.Equal("succeeded 1", await ReadAsync(seeded, "concat_ws(' ', status, delivered)"));
        Assert.Equal(SeededGeneration.Balance - 2, await BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_failed_TLS_handshake_is_tried_again()
    {
        var origin = server.Origin.Replace("http:", "https:");
        await using var secure = await Engine.StartAsync(services, ("Replicate:DevelopmentOutputOrigin", origin));

        var downloaded = await secure.Get<OutputDownload>().FetchAsync(
            $"{origin}/whole", new DownloadTime(new(), TimeProvider.System), default);

        Assert.Equal((OutputRetry.DuringOutage, "The server could not be reached."),
            (downloaded.Error!.Retry, downloaded.Error.Detail));
    }

    [Fact]
    public async Task A_response_that_is_no_picture_is_final_after_five_rounds_in_more_than_a_minute()
    {
        var seeded = await StoredAsync(server.Output("html"));
        var waited = 0.0;

        for (var round = 1; round < 5; round++)
        {
            var since = await engine.QueryAsync<DateTime>("select clock_timestamp()");
            await RoundAsync(seeded);
            Assert.Equal("storing", await ReadAsync(seeded, "status"));
            waited += (await engine.QueryAsync<DateTime>(
                "select not_before from predictions where id = @PredictionId", seeded) - since).TotalSeconds;
        }

        await RoundAsync(seeded);
        Assert.Equal("failed output_invalid", await ReadAsync(seeded, "concat_ws(' ', status, failure_code)"));
        Assert.Equal(5, server.Asked.Count);
        Assert.InRange(waited, 75, 1000);
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(seeded));
        Assert.Equal("variant_delayed variant_refused output_invalid", await CodesAsync(seeded));
    }

    [Theory]
    [InlineData("401")]
    [InlineData("403")]
    [InlineData("404")]
    [InlineData("410")]
    public async Task An_output_that_is_missing_is_tried_until_its_hour_ends(string status)
    {
        var seeded = await StoredAsync(server.Output(status));

        await RoundAsync(seeded, "storing_tries = 40, result_at = now() - interval '59 minutes'");
        Assert.Equal("storing", await ReadAsync(seeded, "status"));
        await RoundAsync(seeded, "result_at = now() - interval '61 minutes'");

        Assert.Equal("failed output_expired", await ReadAsync(seeded, "concat_ws(' ', status, failure_code)"));
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task An_output_that_is_missing_an_hour_after_the_end_of_its_run_has_expired()
    {
        var seeded = await StoredAsync(server.Output("404"));
        await engine.ExecuteAsync(
            """
            update predictions set result_payload = (result_payload::jsonb
                || jsonb_build_object('completed_at', now() - interval '61 minutes'))::text
            where id = @PredictionId
            """, seeded);

        await RoundAsync(seeded);

        Assert.Equal("failed output_expired", await ReadAsync(seeded, "concat_ws(' ', status, failure_code)"));
    }

    [Fact]
    public async Task A_missing_output_delays_a_good_picture_no_longer_than_an_outage()
    {
        var seeded = await StoredAsync(server.Output("whole"), server.Output("404"));

        await RoundAsync(seeded);
        Assert.Equal("storing", await ReadAsync(seeded, "status"));
        await RoundAsync(seeded, "storing_tries = 5, result_at = now() - interval '11 minutes'");

        Assert.Equal("succeeded 1", await ReadAsync(seeded, "concat_ws(' ', status, delivered)"));
        Assert.Equal("variant_delayed variant_refused", await CodesAsync(seeded));
    }

    [Fact]
    public async Task A_picture_that_was_stored_is_neither_lost_nor_downloaded_again_when_another_output_fails()
    {
        var seeded = await StoredAsync(server.Output("only-once"), server.Output("damaged"));

        for (var round = 1; round <= 5; round++)
            await RoundAsync(seeded);

        Assert.Equal("succeeded 1", await ReadAsync(seeded, "concat_ws(' ', status, delivered)"));
        Assert.Equal("0", await engine.QueryAsync<string>(
            "select string_agg(index::text, ' ') from variants where render_id = @RenderId", seeded));
        Assert.Equal(1, server.Asked.Count(path => path == "only-once"));
        Assert.Equal(5, server.Asked.Count(path => path == "damaged"));
        Assert.Equal(SeededGeneration.Balance - 2, await BalanceAsync(seeded));
        Assert.True(await engine.QueryAsync<bool>(
            "select storing_progress is null from predictions where id = @PredictionId", seeded));
    }

    [Fact]
    public async Task A_missing_output_of_an_erased_owner_is_not_awaited()
    {
        var seeded = await StoredAsync(server.Output("404"));
        await RoundAsync(seeded);
        await engine.ExecuteAsync("update owners set erased_at = now() where id = @OwnerId", seeded);

        await RoundAsync(seeded);

        Assert.Equal("canceled", await ReadAsync(seeded, "status"));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_picture_is_stored_again_when_the_visibility_of_its_render_changed_between_two_rounds()
    {
        var seeded = await StoredAsync(server.Output("whole"), server.Output("once/404"));
        await RoundAsync(seeded);
        await engine.ExecuteAsync(
            """
            update predictions
            set storing_progress = replace(storing_progress, '"isPublic":false', '"isPublic":true')
            """);

        await RoundAsync(seeded);

        Assert.Equal(2, server.Asked.Count(path => path == "whole"));
        Assert.Equal("succeeded 1", await ReadAsync(seeded, "concat_ws(' ', status, delivered)"));
    }

    private async Task<SeededGeneration> StoredAsync(params string[] outputs)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: outputs.Length);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "succeeded", null, outputs);
        return seeded;
    }

    /// <summary>Changes the row, makes the next round due and runs it.</summary>
    private async Task RoundAsync(SeededGeneration seeded, string? change = null)
    {
        await engine.ExecuteAsync(
            $"update predictions set {change ?? "checks = 0"}, not_before = now() where id = @PredictionId", seeded);
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
    }

    private Task<string> ReadAsync(SeededGeneration seeded, string what) =>
        engine.QueryAsync<string>($"select {what} from generations where id = @Id", seeded);

    private Task<int> BalanceAsync(SeededGeneration seeded) => engine.QueryAsync<int>(
        "select balance from accounts where owner_id = @OwnerId", seeded);

    /// <summary>The codes of the timeline after the submit, in order.</summary>
    private Task<string> CodesAsync(SeededGeneration seeded) => engine.QueryAsync<string>(
        "select string_agg(code, ' ' order by seq) from generation_events where generation_id = @Id and seq > 1",
        seeded);
}
