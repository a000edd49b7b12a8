using System.Text;
using Azure;
using Azure.Core;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>
/// While messages cannot be sent, requests are answered as usual and the reconciler sends the messages later.
/// </summary>
[Collection<OnTheWorkbench>]
public sealed class FailedSendTests(Workbench bench) : IAsyncLifetime
{
    private readonly RecordedLog log = new();
    private Engine engine = null!;
    private volatile bool down;

    public async ValueTask InitializeAsync()
    {
        await bench.ClearAsync();
        engine = await bench.AnotherEngineAsync(
            services => services.AddSingleton<ILoggerFactory>(log).AddSingleton(QueuesThatMayBeDown()),
            ("Replicate:WebhookMode", "token"));
        down = true;
    }

    [Fact]
    public async Task A_submit_whose_message_fails_is_accepted_and_the_reconciler_sends_its_start()
    {
        var owner = Guid.CreateVersion7();
        await engine.ExecuteAsync(
            "insert into owners (id, issuer, subject, plan) values (@owner, 'test', @owner::text, 'studio')",
            new { owner });

        var submitted = await engine.Get<SubmitGeneration>().RunAsync(
            new() { Mode = "imagine", Prompt = "a quiet loft" }, new Caller(owner), key: null, default);

        Assert.False(submitted.Failed(out _, out var generation));
        AssertOneLine(StudioQueues.PredictionStarts, Assert.Single(generation.PredictionIds));
        await AssertSentByReconcilerAsync(StudioQueues.PredictionStarts, generation.PredictionIds[0]);
    }

    [Fact]
    public async Task A_delivery_whose_message_fails_is_stored_and_the_reconciler_sends_its_completion()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var token = engine.Get<WebhookAddress>().Token(seeded.PredictionId, 1);
        var picture = SolidPicture.Png(1, 2, 3);
        var body = Encoding.UTF8.GetBytes(
            $$"""{"id":"{{seeded.Run("a")}}","status":"succeeded","output":["{{picture}}"]}""");

        var received = await engine.Get<ReceiveWebhook>().RunAsync(new()
        {
            Id = $"msg-{seeded.Id:n}",
            PredictionId = $"{seeded.PredictionId}",
            Attempt = "1",
            Token = token,
            Body = body,
        }, default);

        Assert.False(received.Failed(out _, out _));
        AssertOneLine(StudioQueues.PredictionCompletions, seeded.PredictionId);
        await AssertSentByReconcilerAsync(StudioQueues.PredictionCompletions, seeded.PredictionId);
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    private QueueServiceClient QueuesThatMayBeDown()
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        options.AddPolicy(
            new StorageHook((_, _) => down ? throw new RequestFailedException("No connection.") : Task.CompletedTask),
            HttpPipelinePosition.PerCall);
        return new(bench.Engine.Get<IOptions<StorageOptions>>().Value.ConnectionString, options);
    }

    private void AssertOneLine(string queue, Guid prediction) => Assert.Equal(
        $"Warning: Could not enqueue the message for prediction {prediction} to {queue}; "
            + "the reconciler will retry: No connection.",
        Assert.Single(log.Of(typeof(PredictionQueues).FullName!)));

    private async Task AssertSentByReconcilerAsync(string queue, Guid prediction)
    {
        Assert.Empty(await bench.MessagesAsync(queue));
        down = false;
        await engine.ExecuteAsync("update predictions set next_check_at = now() - interval '1 second'");

        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);

        Assert.Equal([prediction], await bench.MessagesAsync(queue));
    }
}
