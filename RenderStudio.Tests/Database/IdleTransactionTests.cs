using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.Database;

public sealed class IdleTransactionTests(Services services)
{
    [Fact]
    public async Task An_instance_that_froze_in_a_transaction_keeps_no_other_from_its_rows()
    {
        await using var engine = await Engine.StartAsync(services, ("Database:IdleTransactionSeconds", "0.3"));
        var seeded = await SeededGeneration.CreateAsync(engine);
        var database = engine.Get<StudioDatabase>();
        var thaw = new TaskCompletionSource();
        var locked = new TaskCompletionSource();
        var frozen = database.InTransactionAsync(async connection =>
        {
            await PredictionStore.LockAsync(connection, seeded.PredictionId);
            locked.SetResult();
            await thaw.Task;
        }, default);
        await locked.Task;

        var other = database.InTransactionAsync(
            connection => PredictionStore.LockAsync(connection, seeded.PredictionId), default);

        Assert.NotNull(await other.WaitAsync(TimeSpan.FromSeconds(20)));
        thaw.SetResult();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => frozen);
    }
}
