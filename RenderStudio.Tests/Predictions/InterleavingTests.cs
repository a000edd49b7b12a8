using RenderStudio.Core;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>Concurrent operations on one prediction, in every order.</summary>
public sealed class InterleavingTests(Services services) : IAsyncLifetime
{
    private Engine engine = null!;

    private StartStore Starts => engine.Get<StartStore>();

    private RepairStore Repairs => engine.Get<RepairStore>();

    public async ValueTask InitializeAsync() => engine = await Engine.StartAsync(services);

    [Fact]
    public async Task The_reply_to_a_start_its_start_delivery_and_its_result()
    {
        foreach (var order in InOrder.Orders("reply", "start", "result"))
        {
            var work = await Work.StartedAsync(engine);
            await RunAsync(work, order);
            await work.CompleteAsync();

            await work.AssertAsync(string.Join(' ', order), "succeeded", charged: 2);
            Assert.Equal("delivered", await work.DispositionAsync());
        }
    }

    [Fact]
    public async Task A_cancel_the_reply_a_success_and_its_completion()
    {
        foreach (var order in InOrder.Orders("cancel", "reply", "result", "complete"))
        {
            var work = await Work.StartedAsync(engine);
            await RunAsync(work, order);
            await work.CompleteAsync();

            await work.AssertAsync(string.Join(' ', order), "succeeded", charged: 2);
        }
    }

    [Fact]
    public async Task A_cancel_the_reply_Replicates_own_cancel_and_its_completion()
    {
        foreach (var order in InOrder.Orders("cancel", "reply", "canceled", "complete"))
        {
            var work = await Work.StartedAsync(engine);
            await RunAsync(work, order);
            await work.CompleteAsync();

            var unasked = Before(order, "canceled", "complete") && Before(order, "complete", "cancel");
            await work.AssertAsync(string.Join(' ', order), unasked ? "failed" : "canceled", charged: 0);
        }
    }

    [Fact]
    public async Task A_cancel_and_a_claim_create_no_run_in_either_order()
    {
        foreach (var order in InOrder.Orders("cancel", "claim"))
        {
            var work = await Work.PendingAsync(engine);
            await RunAsync(work, order);
            if (work.Claimed is { } claimed)
            {
                Assert.False(await engine.Get<StartClaimStore>().AboutToSendAsync(claimed, default));
                await Starts.NotSentAsync(claimed, default);
            }

            Assert.Equal(order[0] == "claim", work.Claimed is not null);
            await work.AssertAsync(string.Join(' ', order), "canceled", charged: 0);
        }
    }

    [Fact]
    public async Task A_timeout_a_success_and_its_storing()
    {
        foreach (var order in InOrder.Orders("timeout", "result", "complete"))
        {
            var work = await Work.StartedAsync(engine);
            await work.StepAsync("start");
            await RunAsync(work, order);
            await work.CompleteAsync();

            var late = Before(order, "timeout", "result");
            await work.AssertAsync(string.Join(' ', order), "succeeded", charged: late ? 0 : 2, ends: late ? 2 : 1);
        }
    }

    [Theory]
    [InlineData("deliver", "deliver", "succeeded", 4)]
    [InlineData("deliver", "fail", "succeeded", 2)]
    [InlineData("fail", "deliver", "succeeded", 2)]
    [InlineData("fail", "fail", "failed", 0)]
    public async Task Two_predictions_end_their_generation_together(
        string first, string second, string status, int charged)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        var works = await Task.WhenAll(seeded.Predictions.Select(id => Work.StoringAsync(engine, seeded, id)));

        await InOrder.RunAsync(engine, seeded, () => works[0].StepAsync(first), () => works[1].StepAsync(second));

        await works[0].AssertAsync($"{first} {second}", status, charged);
    }

    [Fact]
    public async Task A_completion_a_failure_of_storing_and_the_reaping_of_an_expired_lease()
    {
        foreach (var order in InOrder.Orders("deliver", "give up", "reap"))
        {
            var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
            var work = await Work.StoringAsync(engine, seeded, seeded.PredictionId);
            await engine.ExecuteAsync(
                "update predictions set lease_until = now() - interval '1 second' where id = @PredictionId", seeded);
            await RunAsync(work, order);
            await work.CompleteAsync();

            var given = order[0] == "give up";
            await work.AssertAsync(string.Join(' ', order), given ? "failed" : "succeeded", charged: given ? 0 : 2);
        }
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("publish")]
    public async Task Deleting_or_publishing_while_another_picture_is_made(string request)
    {
        foreach (var order in InOrder.Orders(request, "deliver"))
        {
            var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
            await (await Work.StoringAsync(engine, seeded, seeded.Predictions[0])).StepAsync("deliver");
            var work = await Work.StoringAsync(engine, seeded, seeded.Predictions[1]);
            await RunAsync(work, order);

            Assert.Equal(order[0] == request ? ProblemCode.GenerationInFlight : null, work.Refusal);
            await work.AssertAsync(string.Join(' ', order), "succeeded", charged: 4);
            Assert.Equal(2, await engine.QueryAsync<int>(
                "select variant_count from renders where generation_id = @Id", seeded));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_submit_and_the_deletion_of_its_photo(int place)
    {
        foreach (var order in InOrder.Orders("submit", "delete"))
        {
            var (owner, ids) = await OwnerAsync(photos: 2);
            var photo = ids[place - 1];
            var (submitted, deleted) = (ProblemCode.NotFound as ProblemCode?, ProblemCode.NotFound as ProblemCode?);
            var request = new SubmitRequest
            {
                Mode = "compose",
                Prompt = "a den",
                Input1 = new(ids[0], default),
                Input2 = new(ids[1], default),
            };
            async Task SubmitAsync() => submitted = (await engine.Get<SubmitGeneration>()
                .RunAsync(request, owner, null, default)).Problem?.Code;
            async Task DeleteAsync() => deleted = (await engine.Get<DeleteAsset>()
                .RunAsync(photo, owner, default))?.Code;

            await InOrder.RunAsync(
                engine, "select from assets where id = @photo for update", new { photo },
                [.. order.Select(step => (Func<Task>)(step == "submit" ? SubmitAsync : DeleteAsync))]);

            Assert.Equal(order[0] == "submit"
                ? ((ProblemCode?)null, ProblemCode.AssetInUse)
                : (ProblemCode.ValidationFailed, null), (submitted, deleted));
            Assert.Equal(order[0] == "submit" ? "1 of a photo that is there" : "0 of a photo that is gone",
                await engine.QueryAsync<string>(
                    """
                    select format('%s of a photo that is %s',
                        (select count(*) from generations where owner_id = @OwnerId),
                        case when deleted_at is null then 'there' else 'gone' end)
                    from assets where id = @photo
                    """, new { owner.OwnerId, photo }));
        }
    }

    /// <summary>An owner with photos that no generation uses.</summary>
    private async Task<(Caller Owner, Guid[] Photos)> OwnerAsync(int photos)
    {
        var owner = new Caller(Guid.CreateVersion7());
        Guid[] ids = [.. Enumerable.Range(0, photos).Select(_ => Guid.CreateVersion7())];
        await engine.ExecuteAsync(
            """
            insert into owners (id, issuer, subject, plan) values (@OwnerId, 'test', @OwnerId::text, 'studio');
            insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height)
            select id, @OwnerId, 'input', @OwnerId || '/inputs/' || id || '.png', 'image/png', 4, '', 64, 64
            from unnest(@ids) as photo (id)
            """, new { owner.OwnerId, ids });
        return (owner, ids);
    }

    private Task RunAsync(Work work, string[] order) => InOrder.RunAsync(
        engine, work.Seeded, [.. order.Select(step => (Func<Task>)(() => work.StepAsync(step)))]);

    private static bool Before(string[] order, string one, string other) =>
        Array.IndexOf(order, one) < Array.IndexOf(order, other);

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
