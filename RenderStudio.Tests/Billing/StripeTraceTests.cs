using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Billing;
using RenderStudio.Core.Database;
using RenderStudio.Core.Usage;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Faults;

namespace RenderStudio.Tests.Billing;

/// <summary>
/// The ledger after random events of Stripe, shuffled and repeated, matches a model without order and copies. Between
/// them the account is read, an API key holds credits up to its cap, and the month ends.
/// </summary>
public sealed class StripeTraceTests(Services services, ITestOutputHelper output)
{
    private const int Lanes = 4;

    private static readonly int Traces = Repetitions.Of(400);

    private static readonly DateTimeOffset Start = new(2027, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly TraceClock clocks = new();

    [Fact]
    public async Task Credits_and_plan_match_the_model_after_any_order_of_events()
    {
        var seed = Seeds.Next();
        output.WriteLine($"Seed {seed}");
        await using var engine = await Engine.StartAsync(
            services, adjust => adjust.AddSingleton<TimeProvider>(clocks), BillingApp.Settings());

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
                select s.api_key_id from api_key_spends s join credit_entries e
                    on e.api_key_id = s.api_key_id and e.api_key_month = s.month
                group by s.api_key_id, s.month, s.credits having s.credits <> -sum(e.delta)) as wrong
            """));
    }

    private async Task<int> RunAsync(Engine engine, Random random, int seed)
    {
        var clock = clocks.Start(Start.AddDays(random.Next(60)));
        var (ownerId, customer) = (Guid.NewGuid(), StripeBody.NewId("cus"));
        var trace = new StripeTrace(random, customer, clock.Now);
        for (var packs = random.Next(1, 4); packs > 0; packs--)
            trace.AddPack();
        if (random.Next(2) == 0)
            trace.AddSubscription();
        if (random.Next(2) == 0)
            trace.AddNoise();
        await AddOwnerAsync(engine, ownerId, customer, trace);
        var (first, later) = trace.Shuffled();
        var spending = new KeySpending(engine, random, ownerId, clock);
        await ApplyAsync(engine, ownerId, first);
        await spending.StartAsync();
        if (random.Next(2) == 0)
            await spending.HoldAsync(seed);

        var parts = later.Chunk(random.Next(1, 5)).ToList();
        var (end, isOver) = (random.Next(2 * parts.Count + 1), false);
        for (var next = 0; next < parts.Count; next++)
        {
            if (next == end)
                (clock.Now, isOver) = (clock.Now.AddMonths(1).AddDays(1), true);
            else if (!isOver && random.Next(2) == 0)
                await spending.HoldAsync(seed);
            await ApplyAsync(engine, random.Next(2) == 0 ? ownerId : null, parts[next]);
        }

        var account = await ApplyAsync(engine, ownerId, []);
        var expected = trace.Expected(spending.Held, isOver);
        Assert.Equal((seed, expected), (seed, (account!.PlanName, account.Balance, account.Purchased)));
        await spending.RunAsync(seed);
        return first.Count + later.Count;
    }

    /// <summary>Applies the events; reads the account before and after them unless the owner is null.</summary>
    private static Task<Account?> ApplyAsync(Engine engine, Guid? ownerId, IReadOnlyList<JsonObject> events) =>
        engine.Get<StudioDatabase>().InTransactionAsync(async connection =>
        {
            if (ownerId is { } before)
                await engine.Get<Accounts>().GetOrCreateLockedAsync(connection, before);
            foreach (var told in events)
                await engine.Get<ApplyStripeEvent>().RunAsync(connection, StripeBody.Parsed(told));
            return ownerId is { } after
                ? await engine.Get<Accounts>().GetOrCreateLockedAsync(connection, after)
                : null;
        }, default);

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
