using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>
/// The metrics and log lines that docs/operations.md describes. The address of Replicate has no listener here.
/// </summary>
public sealed class MetricsAndLogsTests(Services services) : IAsyncLifetime
{
    private const string ClosedPort = "http://127.0.0.1:9";

    private readonly RecordedLog log = new();
    private Engine engine = null!;

    public async ValueTask InitializeAsync() => engine = await Engine.StartAsync(
        services, collection => collection.AddSingleton<ILoggerFactory>(log),
        ("Replicate:WebhookMode", "token"), ("Replicate:DevelopmentOutputOrigin", ClosedPort),
        ("Outputs:RetrySeconds", "0.001"));

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        log.Dispose();
    }

    [Theory]
    [InlineData("https://evil.example/out.png", "validation", "False")]
    [InlineData(ClosedPort + "/out.png", "download", "True")]
    public async Task An_output_error_is_counted_by_kind(string output, string kind, string retryable)
    {
        using var counted = new Counted(engine, "render_studio.output_errors");

        await CompletionTests.CompleteAsync(
            engine, await SeededGeneration.CreateAsync(engine, variantsEach: 1), output);

        Assert.Equal([kind], counted.Tags("kind"));
        Assert.Equal([retryable], counted.Tags("retryable"));
    }

    [Fact]
    public async Task A_database_outage_while_storing_is_counted_and_logged()
    {
        using var counted = new Counted(engine, "render_studio.output_errors");
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await engine.ExecuteAsync("alter table variant_files rename to variant_files_gone");

        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() =>
            CompletionTests.CompleteAsync(engine, seeded, SolidPicture.Png(1, 2, 3)));

        Assert.Equal(["database"], counted.Tags("kind"));
        Assert.StartsWith("Error: Storing failed (", Assert.Single(Lines<CompletePrediction>()));
    }

    [Fact]
    public async Task Abandoned_storing_raises_an_alert()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await CompletionTests.ApplySuccessAsync(engine, seeded, SolidPicture.Png(1, 2, 3));
        await engine.ExecuteAsync("alter table variant_files rename to variant_files_gone");
        await Record.ExceptionAsync(() => engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default));
        await engine.ExecuteAsync($"update predictions set {WorkbenchRows.LastTry}, not_before = now()");

        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.StartsWith("Critical: ALARM: storing failed after 6 tries", Lines<CompletePrediction>()[^1]);
    }

    [Fact]
    public async Task The_repairs_of_a_round_are_counted_by_kind_and_logged_in_one_line()
    {
        using var counted = new Counted(engine, "render_studio.repairs");
        await SeededGeneration.CreateAsync(engine);
        await engine.ExecuteAsync("update predictions set created_at = now() - interval '2 hours'");
        await SeededGeneration.CreateAsync(engine);
        await engine.ExecuteAsync("update predictions set next_check_at = now()");

        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);

        Assert.Equal(["FailUnaccepted", "ListingsIncomplete", "SendStart"], counted.Tags("kind"));
        Assert.Single(Lines<ReconcilePredictions>(), line => line.StartsWith("Warning: Reconciled: "));
    }

    [Fact]
    public async Task An_unknown_status_is_logged()
    {
        var seeded = await SeededGeneration.CreateAsync(engine);
        var delivery = new WebhookDelivery
        {
            PredictionId = $"{seeded.PredictionId}",
            Attempt = "1",
            Token = engine.Get<WebhookAddress>().Token(seeded.PredictionId, 1),
            Body = Encoding.UTF8.GetBytes("""{"id": "run", "status": "dreaming"}"""),
        };

        await engine.Get<ReceiveWebhook>().RunAsync(delivery, default);

        Assert.Equal(
            ["Error: Replicate sent an unknown status: dreaming"], Lines<ReceiveWebhook>());
    }

    private IReadOnlyList<string> Lines<T>() => log.Of(typeof(T).FullName!);
}
