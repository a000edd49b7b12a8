using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Outputs;

/// <summary>
/// A picture that is stored is delivered, however the storing of the other outputs of its run ends. It is downloaded
/// once, and its output is missing afterwards.
/// </summary>
public sealed class StoredPictureTests(Services services) : IAsyncLifetime
{
    private OutputRounds rounds = null!;

    public async ValueTask InitializeAsync() => rounds = await OutputRounds.StartAsync(services,
        collection => collection.ConfigureAll<HttpClientFactoryOptions>(options =>
            options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(new Faulty()))));

    public ValueTask DisposeAsync() => rounds.DisposeAsync();

    [Fact]
    public async Task An_unexpected_error_in_the_last_round_delivers_the_stored_picture()
    {
        var seeded = await AwaitingAsync();
        await rounds.Engine.ExecuteAsync("alter table assets rename to assets_gone");
        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => rounds.RunAsync(seeded));

        await rounds.RunAsync(seeded, WorkbenchRows.LastTry);

        await IsDeliveredAsync(seeded, charged: 2);
    }

    [Fact]
    public async Task A_delivery_that_always_fails_ends_the_prediction()
    {
        var seeded = await AwaitingAsync();
        await rounds.Engine.ExecuteAsync(
            """
            alter table variant_files add constraint trouble check (false) not valid;
            alter table assets rename to assets_gone
            """);
        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => rounds.RunAsync(seeded));

        await rounds.RunAsync(seeded, WorkbenchRows.LastTry);

        Assert.Equal("failed 0 internal", await rounds.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await rounds.BalanceAsync(seeded));
    }

    [Fact]
    public async Task An_unexpected_error_of_one_output_does_not_discard_the_other_one()
    {
        var seeded = await rounds.StoredAsync(rounds.Output("only-once"), rounds.Output(Faulty.Path));
        await rounds.RunAsync(seeded);
        Assert.Equal("storing 0", await rounds.OutcomeAsync(seeded));

        await rounds.RunAsync(seeded, WorkbenchRows.LastTry);

        await IsDeliveredAsync(seeded, charged: 2);
    }

    [Fact]
    public async Task An_output_that_always_ends_with_an_unexpected_error_fails_its_prediction()
    {
        var seeded = await rounds.StoredAsync(rounds.Output(Faulty.Path));
        await rounds.RunAsync(seeded);

        await rounds.RunAsync(seeded, WorkbenchRows.LastTry);

        Assert.Equal("failed 0 internal", await rounds.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await rounds.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_poison_message_that_ends_the_storing_delivers_the_stored_picture()
    {
        var seeded = await AwaitingAsync();
        await rounds.SetAsync(seeded, "storing_tries = 50, result_at = now() - interval '2 hours'");

        await rounds.Engine.Get<HandlePoisonMessage>().RunAsync(StudioQueues.PredictionCompletions,
            PredictionMessage.Completion(seeded.PredictionId, 1).ToBytes(), default);

        await IsDeliveredAsync(seeded, charged: 2);
    }

    [Fact]
    public async Task The_third_lease_expiry_delivers_the_stored_picture()
    {
        var seeded = await AwaitingAsync();
        await rounds.SetAsync(seeded, $"lease_expiries = 2, {WorkbenchRows.ExpiredLease}");

        Assert.True(await rounds.Engine.Get<RepairStore>().FailByLeaseExpiriesAsync(seeded.PredictionId, default));

        await IsDeliveredAsync(seeded, charged: 2);
    }

    [Fact]
    public async Task A_late_success_that_is_abandoned_delivers_the_stored_picture_free_of_charge()
    {
        var seeded = await SeededGeneration.CreateAsync(rounds.Engine);
        await RunUpdates.ApplyAsync(rounds.Engine, seeded, seeded.Run("a"), "processing");
        Assert.True(await rounds.Engine.Get<RepairStore>().TimeOutAsync(seeded.PredictionId, default));
        await RunUpdates.ApplyAsync(
            rounds.Engine, seeded, seeded.Run("a"), "succeeded", null,
            rounds.Output("only-once"), rounds.Output("404"));
        await rounds.RunAsync(seeded);
        await rounds.SetAsync(seeded, $"lease_expiries = 2, {WorkbenchRows.ExpiredLease}");

        Assert.Equal(Reaped.Ended, await rounds.Engine.Get<RepairStore>().ReapAsync(seeded.PredictionId, 3, default));

        await IsDeliveredAsync(seeded, charged: 0);
    }

    [Fact]
    public async Task A_redrive_keeps_the_stored_picture()
    {
        var seeded = await AwaitingAsync();
        var redrive = await rounds.Engine.Get<RedrivePrediction>()
            .RunAsync(seeded.PredictionId, (_, _) => Task.CompletedTask, default);
        Assert.True(redrive.Value?.Redriven);

        await rounds.RunAsync(seeded, "result_at = now() - interval '61 minutes'");

        await IsDeliveredAsync(seeded, charged: 2);
    }

    [Fact]
    public async Task A_result_whose_outputs_were_removed_delivers_the_stored_picture()
    {
        var seeded = await AwaitingAsync();

        await rounds.RunAsync(seeded,
            """
            result_payload = (result_payload::jsonb || '{"output": null, "data_removed": true}')::text
            """);

        await IsDeliveredAsync(seeded, charged: 2);
    }

    [Fact]
    public async Task A_stored_picture_of_an_erased_owner_is_discarded_free_of_charge()
    {
        var seeded = await AwaitingAsync();
        await rounds.Engine.ExecuteAsync("update owners set erased_at = now() where id = @OwnerId", seeded);
        await rounds.SetAsync(seeded, $"lease_expiries = 2, {WorkbenchRows.ExpiredLease}");

        Assert.True(await rounds.Engine.Get<RepairStore>().FailByLeaseExpiriesAsync(seeded.PredictionId, default));

        Assert.Equal("failed 0 internal", await rounds.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await rounds.BalanceAsync(seeded));
    }

    /// <summary>A prediction with one stored picture, whose other output is missing.</summary>
    private async Task<SeededGeneration> AwaitingAsync()
    {
        var seeded = await rounds.StoredAsync(rounds.Output("only-once"), rounds.Output("404"));
        await rounds.RunAsync(seeded);
        Assert.Equal("storing 0", await rounds.OutcomeAsync(seeded));
        return seeded;
    }

    private async Task IsDeliveredAsync(SeededGeneration seeded, int charged)
    {
        Assert.Equal("succeeded 1", await rounds.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance - charged, await rounds.BalanceAsync(seeded));
        Assert.Equal(1, rounds.Asked("only-once"));
        Assert.True(await rounds.Engine.QueryAsync<bool>(
            """
            select status = 'succeeded' and lease_token is null and storing_progress is null from predictions
            where id = @PredictionId
            """, seeded));
        Assert.Equal("delivered", await rounds.Engine.QueryAsync<string>(
            "select disposition from upstream_runs where prediction_id = @PredictionId", seeded));
        Assert.Contains("variant_refused", await rounds.CodesAsync(seeded));
    }

    /// <summary>Fails each download of one path with an exception that no download expects.</summary>
    private sealed class Faulty : DelegatingHandler
    {
        public const string Path = "unexpected";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
            request.RequestUri!.AbsolutePath == $"/{Path}"
                ? throw new InvalidOperationException("This download is faulty.")
                : base.SendAsync(request, ct);
    }
}
