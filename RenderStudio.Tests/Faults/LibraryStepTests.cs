using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Faults;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Faults;

/// <summary>
/// Each call of an erasure, of a change of visibility and of the removal of a deleted render fails once, and the reply
/// of each call is lost once.
/// </summary>
[Collection<OnTheFaultyEngine>]
public sealed class LibraryStepTests(FaultyEngine bench) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(CallFault.FailBefore)]
    [InlineData(CallFault.LoseReply)]
    public async Task An_erasure_that_fails_at_any_step_is_completed_by_the_next_round(CallFault fault)
    {
        await InTurnAsync(bench.Storage, fault, EraseAsync, atLeast: 6);
        await InTurnAsync(bench.Postgres, fault, EraseAsync, atLeast: 20);
    }

    [Theory]
    [InlineData(CallFault.FailBefore, true)]
    [InlineData(CallFault.FailBefore, false)]
    [InlineData(CallFault.LoseReply, true)]
    [InlineData(CallFault.LoseReply, false)]
    public async Task A_change_of_visibility_that_fails_at_any_step_is_completed_by_the_sweep(
        CallFault fault, bool publish)
    {
        await InTurnAsync(bench.Storage, fault, ChangeAsync, atLeast: 6);
        await InTurnAsync(bench.Postgres, fault, ChangeAsync, atLeast: 4);

        async Task ChangeAsync(Action arm, Action disarm)
        {
            var render = await StoredRender.CreateAsync(bench.Engine);
            var change = bench.Engine.Get<ChangeVisibility>();
            Assert.Null(await change.RunAsync(render.Id, render.OwnerId, !publish, default));

            arm();
            var acknowledged = await Record.ExceptionAsync(
                () => change.RunAsync(render.Id, render.OwnerId, publish, default)) is null;
            disarm();
            if (acknowledged)
                await LiesWhereRowSaysAsync(render);
            await bench.Engine.ExecuteAsync("update pending_moves set lease_until = '-infinity'");
            await bench.Engine.Get<PendingMovesSweep>().RunAsync(dryRun: false, default);

            await LiesWhereRowSaysAsync(render);
            Assert.Equal(0, await bench.Engine.QueryAsync<int>("select count(*)::int from pending_moves"));
        }
    }

    [Theory]
    [InlineData(CallFault.FailBefore)]
    [InlineData(CallFault.LoseReply)]
    public async Task A_deleted_render_whose_removal_fails_at_any_step_is_removed_by_the_next_sweep(CallFault fault)
    {
        await InTurnAsync(bench.Storage, fault, EndAsync, atLeast: 4);
        await InTurnAsync(bench.Postgres, fault, EndAsync, atLeast: 5);

        async Task EndAsync(Action arm, Action disarm)
        {
            var render = await StoredRender.CreateAsync(bench.Engine);
            Assert.Null(await bench.Engine.Get<ChangeVisibility>().RunAsync(render.Id, render.OwnerId, true, default));
            await bench.Engine.ExecuteAsync(
                "update renders set deleted_at = now() - interval '8 days' where id = @Id", render);
            var sweep = bench.Engine.Get<IEnumerable<ISweep>>().OfType<DeletedRendersSweep>().Single();

            arm();
            await Record.ExceptionAsync(() => sweep.RunAsync(dryRun: false, default));
            disarm();
            await sweep.RunAsync(dryRun: false, default);

            Assert.Equal(["generations.render_id"], await Left.FindAsync($"{render.Id}"));
        }
    }

    [Theory]
    [InlineData(CallFault.FailBefore)]
    [InlineData(CallFault.LoseReply)]
    public async Task An_upload_that_fails_leaves_no_file(CallFault fault)
    {
        var photo = Drawing.Quarters(100, 80).EncodeJpeg();
        await InTurnAsync(bench.Storage, fault, UploadAsync, atLeast: 1);

        async Task UploadAsync(Action arm, Action disarm)
        {
            var owner = (await SeededGeneration.CreateAsync(bench.Engine)).OwnerId;
            arm();
            var failed = await Record.ExceptionAsync(() => bench.Engine.Get<UploadAsset>().RunAsync(
                AssetKind.Input, null, photo, new(owner), default)) is not null;
            disarm();

            var files = bench.Engine.Get<BlobServiceClient>().GetBlobContainerClient(StudioContainers.Private)
                .GetBlobsAsync(BlobTraits.None, BlobStates.None, StoragePaths.OwnerFolder(owner), default);
            Assert.Equal(failed ? 0 : 1, await files.CountAsync());
        }
    }

    [Fact]
    public async Task In_a_bulk_change_a_storage_failure_is_reported_and_the_other_changes_succeed()
    {
        var one = await StoredRender.CreateAsync(bench.Engine);
        var other = await StoredRender.CreateAsync(bench.Engine);
        await bench.Engine.ExecuteAsync(
            "update renders set owner_id = @OwnerId where id = @Id", new { one.OwnerId, other.Id });

        bench.Storage.Arm(1, CallFault.FailBefore);
        var result = await bench.Engine.Get<BulkRenders>().RunAsync(
            "publish", [one.Id, other.Id], new(one.OwnerId), default);

        Assert.True(bench.Storage.Broken);
        Assert.Equal(["", "unavailable"], result.Items.Select(item => item.Code ?? "").Order());
    }

    /// <param name="work">Receives the action that arms the fault and the action that disarms it.</param>
    private static async Task InTurnAsync(
        KthCall kth, CallFault fault, Func<Action, Action, Task> work, int atLeast)
    {
        var k = 0;
        do
        {
            k++;
            await work(() => kth.Arm(k, fault), kth.Disarm);
        }
        while (kth.Broken);

        Assert.True(k > atLeast, $"Only {k - 1} calls were broken.");
    }

    private async Task EraseAsync(Action arm, Action disarm)
    {
        var render = await StoredRender.CreateAsync(bench.Engine);
        Assert.Null(await bench.Engine.Get<ChangeVisibility>().RunAsync(render.Id, render.OwnerId, true, default));
        var erase = bench.Engine.Get<EraseOwner>();

        arm();
        var subject = SeededGeneration.SubjectOf(render.OwnerId);
        var failed = await Record.ExceptionAsync(() => erase.RunAsync(subject, default)) is not null;
        disarm();
        await bench.Engine.ExecuteAsync("update erasures set next_try_at = '-infinity'");
        await erase.RunOnceAsync(default);
        if (failed) // its owner does not know the outcome and repeats the request
            await erase.RunAsync(subject, default);

        Assert.Equal(Traces.OfErased, await Left.FindAsync($"{render.OwnerId}", $"{render.Id}"));
        Assert.True(await bench.Engine.QueryAsync<bool>(
            "select finished_at is not null from erasures where owner_id = @OwnerId", render));
    }

    /// <summary>Other tests wait on this engine until no work is in progress and no credits are held.</summary>
    public async ValueTask DisposeAsync() => await bench.ClearAsync();

    private Traces Left => new(bench.Database, bench.Engine.Get<BlobServiceClient>());

    private async Task LiesWhereRowSaysAsync(StoredRender render)
    {
        var isPublic = await bench.Engine.QueryAsync<bool>("select is_public from renders where id = @Id", render);
        var container = isPublic ? StudioContainers.Public : StudioContainers.Private;
        Assert.All(await render.ContainersAsync(bench.Engine), place => Assert.Equal(container, place));
    }
}
