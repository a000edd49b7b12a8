using RenderStudio.Core.Database;
using RenderStudio.Core.Usage;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.ApiKeys;

namespace RenderStudio.Tests.Billing;

/// <summary>Random holds and releases of an API key with a cap, and a model of their outcome.</summary>
internal sealed class KeySpending(Engine engine, Random random, Guid ownerId, int balance)
{
    private readonly List<(Guid Generation, int Credits)> held = [];
    private int used;

    public async Task RunAsync(int seed)
    {
        var cap = random.Next(0, 150);
        var caller = await new KeyOwner(engine, ownerId).CallerAsync(cap);
        for (var steps = random.Next(3, 8); steps > 0; steps--)
        {
            if (held.Count > 0 && random.Next(3) == 0)
                await ReleaseAsync();
            else
                Assert.Equal((seed, Expected(out var credits, cap)), (seed, await HoldAsync(caller.Key!.Id, credits)));
        }

        Assert.Equal((seed, used, balance), (seed, await SpendAsync(caller.Key!.Id), await engine.QueryAsync<int>(
            "select balance from accounts where owner_id = @ownerId", new { ownerId })));
    }

    private bool Expected(out int credits, int cap)
    {
        credits = random.Next(1, 60);
        return credits <= balance && used + credits <= cap;
    }

    private async Task<bool> HoldAsync(Guid key, int credits)
    {
        var generation = Guid.NewGuid();
        var isHeld = await engine.Get<StudioDatabase>().InTransactionAsync(
            connection => CreditLedger.HoldAsync(
                connection, ownerId, generation, credits, new(key, TimeProvider.System.GetUtcNow().UtcDateTime)),
            default);
        if (isHeld)
            Count(generation, credits);
        return isHeld;
    }

    private void Count(Guid generation, int credits)
    {
        held.Add((generation, credits));
        (used, balance) = (used + credits, balance - credits);
    }

    /// <summary>Releases a part of a hold, or all of it.</summary>
    private async Task ReleaseAsync()
    {
        var (generation, credits) = held[random.Next(held.Count)];
        held.RemoveAll(hold => hold.Generation == generation);
        var part = random.Next(1, credits + 1);
        await engine.Get<StudioDatabase>().InTransactionAsync(
            connection => CreditLedger.ReleaseAsync(
                connection, ownerId, generation, Guid.NewGuid(), part, "It failed."), default);
        (used, balance) = (used - part, balance + part);
    }

    private async Task<int> SpendAsync(Guid key) => await engine.QueryAsync<int>(
        "select coalesce((select credits from api_key_spends where api_key_id = @key), 0)", new { key });
}
