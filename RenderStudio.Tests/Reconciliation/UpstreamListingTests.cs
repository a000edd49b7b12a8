using System.Text.Json.Nodes;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Runs that exist in the Replicate account and not in the database.</summary>
[Collection<OnTheWorkbench>]
public sealed class UpstreamListingTests(Workbench bench) : IAsyncLifetime
{
    private const string Sent = WorkbenchRows.SearchRunning;

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Theory]
    [InlineData("attempt = 1")]
    [InlineData(Sent)]
    public async Task A_run_with_a_valid_run_reference_is_recorded_and_adopted(string state)
    {
        var seeded = await SeedAsync(state);
        var run = await CreateAsync(seeded, MarkOf(seeded));

        Assert.True(await ListAsync() is { Complete: true, Found: 1 });

        Assert.Equal("queued", await bench.OutcomeAsync(seeded));
        Assert.Equal(run, await bench.ReadAsync<string>(seeded, "upstream_id"));
        Assert.Equal("open", await bench.DispositionAsync(run));
        Assert.Equal(0, (await ListAsync()).Found);
    }

    [Theory]
    [InlineData("status = 'failed', failure_code = 'internal', finished_at = now()")]
    [InlineData("status = 'canceled', finished_at = now()")]
    [InlineData("status = 'succeeded', finished_at = now()")]
    public async Task A_run_of_an_ended_prediction_is_canceled(string state)
    {
        var seeded = await SeedAsync(state);
        var run = await CreateAsync(seeded, MarkOf(seeded));

        await bench.ReconcileAsync();

        Assert.Equal("canceled", (string?)(await bench.Replicate.ReadAsync(run)).Json["status"]);
        Assert.Equal("canceled", await bench.DispositionAsync(run));
    }

    [Fact]
    public async Task Without_a_run_reference_in_the_list_the_seed_of_the_app_identifies_the_run()
    {
        var seeded = await SeedAsync(Sent, new { coldBootMs = 600_000, listOmitsWebhook = true });
        var run = await CreateAsync(seeded, MarkOf(seeded), await bench.ReadAsync<long>(seeded, "seed"));

        await ListAsync();

        Assert.Equal(run, await bench.ReadAsync<string>(seeded, "upstream_id"));
    }

    [Fact]
    public async Task A_seed_identifies_the_attempt_so_that_a_failure_of_an_older_run_does_not_count()
    {
        var second = Sent.Replace("attempt = 1", "attempt = 2", StringComparison.Ordinal);
        var seeded = await SeedAsync(second, new { failRate = 1, listOmitsWebhook = true });
        var seed = await bench.ReadAsync<long>(seeded, "seed");
        var older = await CreateAsync(seeded, MarkOf(seeded), seed);
        await bench.Replicate.BecomesAsync(older, "failed");

        await ListAsync();
        Assert.Equal("lost", await bench.DispositionAsync(older));
        Assert.Equal("starting", await bench.StatusAsync(seeded));
        Assert.Null(await bench.ReadAsync<string?>(seeded, "result_run"));

        var current = await CreateAsync(seeded, MarkOf(seeded), seed + 1);
        await bench.Replicate.BecomesAsync(current, "failed");
        await ListAsync();
        Assert.Equal(current, await bench.ReadAsync<string?>(seeded, "result_run"));
    }

    [Fact]
    public async Task Each_attempt_sends_a_seed_of_its_own()
    {
        var seeded = await SeedAsync("attempt = 4");

        var run = (await bench.StartAsync(seeded))!;

        var sent = (await bench.Replicate.ReadAsync(run)).Json["input"]!["seed"]!.GetValue<long>();
        Assert.Equal(await bench.ReadAsync<long>(seeded, "seed") + 4, sent);
    }

    [Fact]
    public async Task Without_a_seed_of_the_app_the_reference_in_an_input_link_identifies_the_run()
    {
        var seeded = await SeedAsync(Sent, new { coldBootMs = 600_000, listOmitsWebhook = true });
        var photo = bench.Engine.Get<WebhookAddress>().MarkInput(Photo, seeded.PredictionId, 1);
        var run = await CreateFromPhotoAsync(seeded, photo);

        await ListAsync();

        Assert.Equal(run, await bench.ReadAsync<string>(seeded, "upstream_id"));
    }

    [Fact]
    public async Task A_photo_that_several_predictions_share_identifies_no_run_without_a_reference()
    {
        var seeded = await SeedAsync(Sent, new { coldBootMs = 600_000, listOmitsWebhook = true });
        var another = bench.Engine.Get<WebhookAddress>().MarkInput(Photo, Guid.NewGuid(), 1).AbsoluteUri;
        var forged = new Uri(another.Replace(
            another.Split("studio=")[1].Split('.')[0], $"{seeded.PredictionId}", StringComparison.Ordinal));

        await AssertIgnoredAsync(seeded, await CreateFromPhotoAsync(seeded, Photo));
        await AssertIgnoredAsync(seeded, await CreateFromPhotoAsync(seeded, forged));
    }

    [Fact]
    public async Task A_seed_that_an_owner_chose_identifies_no_run()
    {
        var seeded = await SeedAsync(Sent, new { coldBootMs = 600_000, listOmitsWebhook = true });
        await bench.Engine.ExecuteAsync("update generations set seed = 4711 where id = @Id", seeded);
        await bench.SetAsync(seeded, "seed = 4711");

        await AssertIgnoredAsync(seeded, await CreateAsync(seeded, MarkOf(seeded), 4711));
    }

    [Fact]
    public async Task A_similar_run_that_the_app_did_not_create_is_ignored()
    {
        var seeded = await SeedAsync(Sent);
        var seed = await bench.ReadAsync<long>(seeded, "seed");

        await AssertIgnoredAsync(seeded, await CreateAsync(seeded, new Uri("https://other.example/hook"), seed));
        await AssertIgnoredAsync(seeded, await CreateAsync(seeded, webhook: null, seed + 1));
    }

    [Fact]
    public async Task A_run_reference_with_a_forged_token_is_ignored()
    {
        var seeded = await SeedAsync(Sent);
        var another = await SeedAsync(Sent);
        var forged = MarkOf(another).AbsoluteUri.Replace(
            $"{another.PredictionId}", $"{seeded.PredictionId}", StringComparison.Ordinal);

        await AssertIgnoredAsync(seeded, await CreateAsync(seeded, new Uri(forged)));
    }

    private async Task AssertIgnoredAsync(SeededGeneration seeded, string run)
    {
        Assert.True(await ListAsync() is { Complete: true, Found: 0 });
        Assert.Null(await bench.DispositionAsync(run));
        Assert.Equal("starting", await bench.StatusAsync(seeded));
    }

    private async Task<SeededGeneration> SeedAsync(string state, object? upstream = null)
    {
        var seeded = await bench.SeedAsync(upstream ?? new { coldBootMs = 600_000 });
        await bench.SetAsync(seeded, state);
        return seeded;
    }

    private Task<ListingResult> ListAsync() => bench.Engine.Get<UpstreamListing>().RunAsync(default);

    private Uri MarkOf(SeededGeneration seeded) => bench.Engine.Get<WebhookAddress>().For(seeded.PredictionId, 1)!;

    /// <summary>Creates a run without the engine, as a starter that recorded nothing.</summary>
    private async Task<string> CreateAsync(SeededGeneration seeded, Uri? webhook, long seed = 1)
    {
        var request = new JsonObject
        {
            ["input"] = new JsonObject { ["prompt"] = await bench.PromptAsync(seeded), ["seed"] = seed },
        };
        if (webhook is not null)
            request["webhook"] = webhook.AbsoluteUri;
        return (await bench.Replicate.PostAsync($"v1/models/{SimulatorUser.Schnell}/predictions", request)).Id;
    }

    private static readonly Uri Photo = new("https://account.blob.example/private/photo.jpg?sig=abc");

    /// <summary>As <see cref="CreateAsync"/>, with a model that accepts photos and no seed.</summary>
    private async Task<string> CreateFromPhotoAsync(SeededGeneration seeded, Uri photo) =>
        (await bench.Replicate.PostAsync("v1/models/google/nano-banana/predictions", new JsonObject
        {
            ["input"] = new JsonObject
            {
                ["prompt"] = await bench.PromptAsync(seeded),
                ["image_input"] = new JsonArray(photo.AbsoluteUri),
            },
            ["webhook"] = MarkOf(seeded).AbsoluteUri,
        })).Id;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
