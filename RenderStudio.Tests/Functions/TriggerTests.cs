using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Storage;
using RenderStudio.Functions.Predictions;
using RenderStudio.Functions.Reconciliation;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.Functions;

public sealed class TriggerTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.App;

    private readonly PredictionFunctions queues =
        ActivatorUtilities.CreateInstance<PredictionFunctions>(shared.App.Services);

    private readonly ReconciliationFunctions timers =
        ActivatorUtilities.CreateInstance<ReconciliationFunctions>(shared.App.Services);

    [Fact]
    public async Task A_message_about_an_unknown_prediction_succeeds()
    {
        var message = new PredictionMessage(PredictionMessage.CurrentVersion, Guid.NewGuid(), 1).ToBytes();

        foreach (var function in Functions)
            await function(message, default);
    }

    [Theory]
    [InlineData("bm90IGpzb24=")] // not json
    [InlineData("bm90IGpzb26A")] // not json, and not UTF-8 either
    public async Task An_unreadable_message_is_kept_byte_for_byte_with_its_queue(string base64)
    {
        var message = Convert.FromBase64String(base64);

        foreach (var function in Functions)
            await function(message, default);

        foreach (var queue in StudioQueues.All)
        {
            Assert.Equal(1, await app.QueryAsync<int>(
                "select count(*) from rejected_messages where queue = @queue and body = @message",
                new { queue, message }));
        }
    }

    [Fact]
    public async Task A_function_whose_token_is_canceled_stops()
    {
        var message = new PredictionMessage(PredictionMessage.CurrentVersion, Guid.NewGuid(), 1).ToBytes();
        var canceled = new CancellationToken(canceled: true);

        foreach (var function in Functions)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => function(message, canceled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => timers.ReconcileAsync(new TimerInfo(), canceled));
    }

    [Fact]
    public async Task A_timer_runs()
    {
        await timers.ReconcileAsync(new TimerInfo(), default);
        await timers.SweepAsync(new TimerInfo(), default);
    }

    [Theory]
    [InlineData(nameof(ReconciliationFunctions.ReconcileAsync))]
    [InlineData(nameof(ReconciliationFunctions.SweepAsync))]
    public async Task Files_left_half_moved_lie_where_their_row_says_after_either_timer(string function)
    {
        var render = await StoredRender.CreateAsync(app.Engine);
        await app.Engine.ExecuteAsync(
            """
            update renders set is_public = true where id = @Id;
            insert into unsettled_files (subject_id, lease_until) values (@Id, '-infinity')
            """, render);

        await (function == nameof(ReconciliationFunctions.SweepAsync)
            ? timers.SweepAsync(new TimerInfo(), default)
            : timers.ReconcileAsync(new TimerInfo(), default));

        Assert.Equal(["public", "public"], await render.WhereaboutsAsync(app.Engine));
    }

    private IReadOnlyList<Func<byte[], CancellationToken, Task>> Functions =>
        [queues.StartAsync, queues.CompleteAsync, queues.SettleStartAsync, queues.SettleCompletionAsync];
}
