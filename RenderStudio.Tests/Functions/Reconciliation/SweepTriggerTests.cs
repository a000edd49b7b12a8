using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Blobs;
using RenderStudio.Functions.Reconciliation;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Reconciliation;

[Collection<OnSweptStorage>]
public sealed class SweepTriggerTests(Services services, SweptStorage storage)
{
    [Theory]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    public async Task The_timer_deletes_nothing_in_a_dry_run(string dryRun, int left)
    {
        await using var app = await RunningApp.StartAsync(services, storage.Setting, ("Sweep:DryRun", dryRun));
        await app.QueryAsync<int>(
            """
            insert into rejected_messages (queue, body, reason, received_at)
            values ('queue', '', 'unreadable', now() - interval '40 days')
            """);

        await ActivatorUtilities.CreateInstance<ReconciliationFunctions>(app.Services)
            .SweepAsync(new TimerInfo(), default);

        Assert.Equal(left, await app.QueryAsync<int>("select count(*)::int from rejected_messages"));
    }

    [Theory]
    [InlineData("true", StudioContainers.Private)]
    [InlineData("false", StudioContainers.Public)]
    public async Task The_timer_of_the_urgent_sweeps_moves_nothing_in_a_dry_run(string dryRun, string container)
    {
        await using var app = await RunningApp.StartAsync(services, storage.Setting, ("Sweep:DryRun", dryRun));
        var render = await StoredRender.CreateAsync(app.Engine);
        await app.Engine.ExecuteAsync(
            """
            update renders set is_public = true where id = @Id;
            insert into pending_moves (subject_id, lease_until) values (@Id, '-infinity')
            """, render);

        await ActivatorUtilities.CreateInstance<ReconciliationFunctions>(app.Services)
            .ReconcileAsync(new TimerInfo(), default);

        Assert.All(await render.ContainersAsync(app.Engine), place => Assert.Equal(container, place));
    }
}
