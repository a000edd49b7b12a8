using RenderStudio.Core.Database;
using RenderStudio.Core.Usage;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.ApiKeys;

namespace RenderStudio.Tests.Billing;

/// <summary>Random holds and releases of an API key with a monthly cap, and a model of their outcome.</summary>
internal sealed class KeySpending(Engine engine, Random random, Guid ownerId, TimeProvider clock)
{
    private readonly int cap = random.Next(0, 400);
    private readonly List<(Guid Generation, int Credits, DateOnly Month)> held = [];
    private readonly Dictionary<DateOnly, int> used = [];
    private Guid key;

    /// <summary>The credits of all holds.</summary>
    public int Held { get; private set; }

    private DateOnly Month => new(clock.GetUtcNow().Year, clock.GetUtcNow().Month, 1);

    public async Task StartAsync() => key = (await new KeyOwner(engine, ownerId).CallerAsync(cap)).Key!.Id;

    /// <summary>A hold, which succeeds exactly when the balance and the cap of the month permit it.</summary>
    public async Task HoldAsync(int seed)
    {
        var (credits, generation, balance) = (random.Next(1, 120), Guid.NewGuid(), await BalanceAsync());
        var isAllowed = credits <= balance && used.GetValueOrDefault(Month) + credits <= cap;
        var isHeld = await engine.Get<StudioDatabase>().InTransactionAsync(
            connection => CreditLedger.HoldAsync(
                connection, ownerId, generation, credits, new(key, clock.GetUtcNow().UtcDateTime)), default);
        Assert.Equal((seed, isAllowed), (seed, isHeld));
        if (isHeld)
        {
            held.Add((generation, credits, Month));
            used[Month] = used.GetValueOrDefault(Month) + credits;
            Held += credits;
        }

        await CheckAsync(seed, balance - (isHeld ? credits : 0));
    }

    /// <summary>Several holds, and releases of a part of a hold or all of it.</summary>
    public async Task RunAsync(int seed)
    {
        for (var steps = random.Next(3, 8); steps > 0; steps--)
            await (held.Count > 0 && random.Next(2) == 0 ? ReleaseAsync(seed) : HoldAsync(seed));
    }

    private async Task ReleaseAsync(int seed)
    {
        var (balance, hold) = (await BalanceAsync(), held[random.Next(held.Count)]);
        held.Remove(hold);
        var part = random.Next(1, hold.Credits + 1);
        await engine.Get<StudioDatabase>().InTransactionAsync(
            connection => CreditLedger.ReleaseAsync(
                connection, ownerId, hold.Generation, Guid.NewGuid(), part, "It failed."), default);
        used[hold.Month] -= part;
        await CheckAsync(seed, balance + part);
    }

    private async Task CheckAsync(int seed, int balance) => Assert.Equal(
        (seed, used.GetValueOrDefault(Month), balance), (seed, await SpendAsync(), await BalanceAsync()));

    private Task<int> BalanceAsync() => engine.QueryAsync<int>(
        "select balance from accounts where owner_id = @ownerId", new { ownerId });

    private Task<int> SpendAsync() => engine.QueryAsync<int>(
        "select coalesce((select credits from api_key_spends where api_key_id = @key and month = @Month), 0)",
        new { key, Month });
}
