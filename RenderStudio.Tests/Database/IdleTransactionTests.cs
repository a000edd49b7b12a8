using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Database;

public sealed class IdleTransactionTests(Services services)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_instance_that_is_suspended_in_a_transaction_does_not_block_other_instances()
    {
        var shared = ("Database:ConnectionString", await services.CreateDatabaseAsync());
        await using var engine = await Engine.StartAsync(services, shared);
        await using var freezing = await Engine.StartAsync(services, shared, ("Database:IdleTransactionSeconds", "2"));
        var seeded = await SeededGeneration.CreateAsync(engine);
        var thaw = new TaskCompletionSource();
        var locked = new TaskCompletionSource();
        var frozen = freezing.Get<StudioDatabase>().InTransactionAsync(async connection =>
        {
            await PredictionStore.LockAsync(connection, seeded.PredictionId);
            locked.SetResult();
            await thaw.Task;
        }, default);
        await locked.Task.WaitAsync(Deadline);

        var other = engine.Get<StudioDatabase>().InTransactionAsync(
            connection => PredictionStore.LockAsync(connection, seeded.PredictionId), default);

        Assert.NotNull(await other.WaitAsync(Deadline));
        thaw.SetResult();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => frozen);
    }
}
