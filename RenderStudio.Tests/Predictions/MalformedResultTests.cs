using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Replicate;

namespace RenderStudio.Tests.Predictions;

/// <summary>Malformed results and starts end: no work is retried without a limit.</summary>
public sealed class MalformedResultTests(Services services) : IDisposable
{
    private readonly RecordedLog log = new();

    [Theory]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999-14:00")]
    [InlineData("never")]
    public async Task A_success_with_an_invalid_completion_time_is_stored(string completedAt)
    {
        await using var engine = await StartAsync();
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await ApplyAsync(engine, seeded,
            $$"""
            {"id": "{{seeded.Run("a")}}", "status": "succeeded", "completed_at": "{{completedAt}}",
                "output": "{{SolidPicture.Png(1, 2, 3)}}"}
            """);

        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal("succeeded", await ReadAsync(engine, seeded, "status"));
    }

    [Theory]
    [InlineData(5, "11 minutes", "failed internal", 0)]
    [InlineData(5, "9 minutes", "storing", 2)]
    [InlineData(4, "11 minutes", "storing", 2)]
    public async Task Each_exception_counts_as_a_storing_try_and_the_last_one_fails_the_prediction(
        int tries, string age, string outcome, int held)
    {
        await using var engine = await StartAsync();
        var seeded = await StoredAsync(engine);
        await engine.ExecuteAsync("alter table variant_files add constraint trouble check (false) not valid");
        await Record.ExceptionAsync(() => engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default));
        await engine.ExecuteAsync(
            $"""
            update predictions set not_before = now(), result_at = now() - interval '{age}',
                storing_progress = replace(storing_progress, '"count":1', '"count":{tries}')
            where id = @PredictionId
            """, seeded);

        await Record.ExceptionAsync(() => engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default));

        Assert.Equal(outcome, await ReadAsync(engine, seeded, "concat_ws(' ', status, failure_code)"));
        Assert.Equal(SeededGeneration.Balance - held, await engine.QueryAsync<int>(
            "select balance from accounts where owner_id = @OwnerId", seeded));
        Assert.Equal(held == 0, log.Of(typeof(CompletePrediction).FullName!).Any(IsAlarm));
        Assert.True(await engine.QueryAsync<bool>(
            "select lease_token is null from predictions where id = @PredictionId", seeded));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("""{"id": "run\u0000", "status": "succeeded"}""")]
    public async Task An_unreadable_stored_result_fails_its_prediction(string payload)
    {
        await using var engine = await StartAsync();
        var seeded = await StoredAsync(engine);
        await engine.ExecuteAsync(
            "update predictions set status = 'storing', result_payload = @payload where id = @PredictionId",
            new { payload, seeded.PredictionId });

        await Record.ExceptionAsync(() => engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default));

        Assert.Equal("failed internal", await ReadAsync(engine, seeded, "concat_ws(' ', status, failure_code)"));
        Assert.Equal(SeededGeneration.Balance, await engine.QueryAsync<int>(
            "select balance from accounts where owner_id = @OwnerId", seeded));
        Assert.Contains(log.Of(typeof(CompletionClaims).FullName!), IsAlarm);
    }

    [Fact]
    public async Task A_run_whose_create_reply_has_an_invalid_id_is_found_by_its_delivery()
    {
        await using var engine = await StartAsync(
            ScriptedReplicate.Of(HttpStatusCode.Created, """{"id": "run\u0000", "status": "starting"}"""));
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);

        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);
        Assert.True(await engine.QueryAsync<bool>(
            """
            select status = 'starting' and lease_token is null and grace_until > now() from predictions
            where id = @PredictionId
            """, seeded));

        await ApplyAsync(engine, seeded, $$"""{"id": "{{seeded.Run("a")}}", "status": "processing"}""");
        Assert.Equal(
            $"running {seeded.Run("a")}", await ReadAsync(engine, seeded, "concat_ws(' ', status, upstream_id)"));
    }

    public void Dispose() => log.Dispose();

    private Task<Engine> StartAsync(HttpResponseMessage? answer = null) => Engine.StartAsync(services, collection =>
    {
        collection.AddSingleton<ILoggerFactory>(log);
        if (answer is not null)
        {
            collection.ConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(
                builder => builder.AdditionalHandlers.Add(new Always(answer))));
        }
    });

    private static async Task<SeededGeneration> StoredAsync(Engine engine)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await CompletionTests.ApplySuccessAsync(engine, seeded, SolidPicture.Png(1, 2, 3));
        return seeded;
    }

    private static Task<RunVerdict?> ApplyAsync(Engine engine, SeededGeneration seeded, string json) =>
        engine.Get<StudioDatabase>().InTransactionAsync(
            connection => engine.Get<ApplyRunUpdate>().RunAsync(
                connection, seeded.PredictionId, 1, ReplicatePrediction.Parse(Encoding.UTF8.GetBytes(json)),
                SeenBy.Delivery),
            CancellationToken.None);

    private static Task<string> ReadAsync(Engine engine, SeededGeneration seeded, string what) =>
        engine.QueryAsync<string>($"select {what} from predictions where id = @PredictionId", seeded);

    private static bool IsAlarm(string line) => line.StartsWith("Critical: ALARM", StringComparison.Ordinal);

    private sealed class Always(HttpResponseMessage answer) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
            Task.FromResult(answer);
    }
}
