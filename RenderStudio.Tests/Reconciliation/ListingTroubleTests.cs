using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Replicate;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>One run that cannot be read or recorded, among other runs of the same listing.</summary>
public sealed class ListingTroubleTests(Services services) : IAsyncLifetime
{
    private readonly Account account = new();
    private Engine engine = null!;

    public async ValueTask InitializeAsync() => engine = await Engine.StartAsync(services, collection =>
        collection.ConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(
            builder => builder.AdditionalHandlers.Add(account))));

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task A_finished_run_that_cannot_be_read_is_adopted_and_hides_no_other_run()
    {
        var (broken, good) = (await LostAsync("broken"), await LostAsync("good"));
        account.Unreadable = "broken";

        Assert.True(await ListAsync() is { Complete: true, Found: 2 });

        Assert.Equal("running broken", await ReadAsync(broken, "concat_ws(' ', status, upstream_id, result_run)"));
        Assert.Equal("good", await ReadAsync(good, "result_run"));
        account.Unreadable = null;
        await engine.ExecuteAsync("update predictions set next_check_at = now() where id = @PredictionId", broken);
        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);
        Assert.Equal("broken", await ReadAsync(broken, "result_run"));
    }

    [Fact]
    public async Task A_run_that_cannot_be_recorded_hides_no_other_run_and_keeps_the_listing_incomplete()
    {
        var (broken, good) = (await LostAsync("broken"), await LostAsync("good"));
        await engine.ExecuteAsync("alter table upstream_runs add constraint trouble check (upstream_id <> 'broken')");

        var mark = await MarkAsync();

        Assert.True(await ListAsync() is { Complete: false, Found: 1 });

        Assert.Equal("good", await ReadAsync(good, "result_run"));
        Assert.Equal(mark, await MarkAsync());
        await engine.ExecuteAsync("alter table upstream_runs drop constraint trouble");
        Assert.True(await ListAsync() is { Complete: true, Found: 1 });
        Assert.Equal("broken", await ReadAsync(broken, "result_run"));
        Assert.True(await MarkAsync() > mark);
    }

    [Theory]
    [InlineData("-1 minute", false)]
    [InlineData("-3 hours", true)]
    [InlineData(null, false)]
    public async Task An_unreadable_run_keeps_the_listing_incomplete_while_a_start_is_searched_for(
        string? age, bool complete)
    {
        var good = await LostAsync("good");
        var created = age is null
            ? null
            : (DateTime?)await engine.QueryAsync<DateTime>("select now() + @age::interval", new { age });
        account.Strange = JsonSerializer.Serialize(new { prediction_id = "of another shape", created_at = created });

        Assert.Equal(complete, (await ListAsync()).Complete);

        Assert.Equal("good", await ReadAsync(good, "result_run"));
    }

    private Task<DateTime> MarkAsync() => engine.QueryAsync<DateTime>("select complete_upto from upstream_listing");

    private Task<ListingResult> ListAsync() => engine.Get<UpstreamListing>().RunAsync(default);

    private Task<string> ReadAsync(SeededGeneration seeded, string what) => engine.QueryAsync<string>(
        $"select {what} from predictions where id = @PredictionId", seeded);

    /// <summary>A start whose reply was lost; its run exists and has ended since.</summary>
    private async Task<SeededGeneration> LostAsync(string run)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await engine.ExecuteAsync("update upstream_listing set complete_upto = now() - interval '1 hour'");
        await engine.ExecuteAsync(
            $"update predictions set {WorkbenchRows.SearchRunning} where id = @PredictionId", seeded);
        var webhook = engine.Get<WebhookAddress>().For(seeded.PredictionId, 1);
        account.Runs[run] = JsonSerializer.Serialize(new
        {
            id = run,
            status = "succeeded",
            webhook,
            output = new[] { "https://replicate.delivery/a.png" },
            created_at = await engine.QueryAsync<DateTime>("select now() - interval '30 minutes'"),
        });
        return seeded;
    }

    /// <summary>
    /// Lists its runs since the requested time, and returns each run by its id unless the run is unreadable.
    /// </summary>
    private sealed class Account : DelegatingHandler
    {
        public Dictionary<string, string> Runs { get; } = [];

        public string? Unreadable { get; set; }

        public string? Strange { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            var name = request.RequestUri!.Segments[^1];
            var since = HttpUtility.ParseQueryString(request.RequestUri.Query)["created_after"];
            var recent = Runs.Values.Where(run => since is null
                || JsonDocument.Parse(run).RootElement.GetProperty("created_at").GetDateTimeOffset()
                    >= DateTimeOffset.Parse(since, CultureInfo.InvariantCulture));
            var all = Strange is null ? recent : recent.Append(Strange);
            return Task.FromResult(
                name == "predictions" ? ScriptedReplicate.Of(
                    HttpStatusCode.OK, $$"""{"next": null, "results": [{{string.Join(',', all)}}]}""")
                : name == Unreadable ? ScriptedReplicate.Of(HttpStatusCode.OK, "no run")
                : ScriptedReplicate.Of(HttpStatusCode.OK, Runs[name]));
        }
    }
}
