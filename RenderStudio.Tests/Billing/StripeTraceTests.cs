using RenderStudio.Core.Billing;
using RenderStudio.Core.Database;
using RenderStudio.Core.Usage;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Faults;

namespace RenderStudio.Tests.Billing;

/// <summary>
/// The ledger after random events of Stripe, shuffled and repeated, matches a model without order and copies. Holds and
/// releases of an API key then follow a model of its cap.
/// </summary>
public sealed class StripeTraceTests(Services services, ITestOutputHelper output)
{
    private const int Traces = 1000;
    private const int Lanes = 4;

    [Fact]
    public async Task Credits_and_plan_match_the_model_after_any_order_of_events()
    {
        var seed = Seeds.Next();
        output.WriteLine($"Seed {seed}");
        await using var engine = await Engine.StartAsync(services, BillingApp.Settings());

        var events = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            var sent = 0;
            for (var trace = lane; trace < Traces; trace += Lanes)
                sent += await RunAsync(engine, new Random(seed + trace), seed + trace);
            return sent;
        }));

        output.WriteLine($"{events.Sum()} events");
        Assert.Equal(0, await engine.QueryAsync<int>(
            """
            select count(*)::int from (
                select a.owner_id from accounts a join credit_entries e on e.owner_id = a.owner_id
                group by a.owner_id
                having a.balance <> sum(e.delta) or a.purchased <> sum(e.purchased)
                union all
                select s.api_key_id from api_key_spends s join credit_entries e on e.api_key_id = s.api_key_id
                group by s.api_key_id, s.credits having s.credits <> -sum(e.delta)) as wrong
            """));
    }

    private static async Task<int> RunAsync(Engine engine, Random random, int seed)
    {
        var (ownerId, customer) = (Guid.NewGuid(), StripeBody.NewId("cus"));
        var trace = new StripeTrace(random, customer, TimeProvider.System.GetUtcNow());
        for (var packs = random.Next(1, 4); packs > 0; packs--)
            trace.AddPack();
        if (random.Next(2) == 0)
            trace.AddSubscription();
        if (random.Next(2) == 0)
            trace.AddNoise();
        await AddOwnerAsync(engine, ownerId, customer, trace);
        var events = trace.Shuffled();

        var account = await engine.Get<StudioDatabase>().InTransactionAsync(async connection =>
        {
            await engine.Get<Accounts>().GetOrCreateLockedAsync(connection, ownerId);
            foreach (var told in events)
                await engine.Get<ApplyStripeEvent>().RunAsync(connection, StripeBody.Parsed(told));
            return await engine.Get<Accounts>().GetOrCreateLockedAsync(connection, ownerId);
        }, default);

        var expected = (seed, trace.Plan, trace.Monthly + trace.Purchased, trace.Purchased);
        Assert.Equal(expected, (seed, account.PlanName, account.Balance, account.Purchased));
        await new KeySpending(engine, random, ownerId, account.Balance).RunAsync(seed);
        return events.Count;
    }

    private static Task AddOwnerAsync(Engine engine, Guid ownerId, string customer, StripeTrace trace) =>
        engine.ExecuteAsync(
            """
            insert into owners (id, issuer, subject) values (@ownerId, 'test', @ownerId::text);
            insert into billing_customers (owner_id, customer_id) values (@ownerId, @customer);
            insert into billing_checkouts (id, owner_id, price_id, credits)
            select id, @ownerId, 'price_pack_100', @PackCredits from unnest(@checkouts) as checkouts (id)
            """,
            new { ownerId, customer, checkouts = trace.Checkouts.ToArray(), StripeTrace.PackCredits });
}
