using System.Text.Json.Nodes;
using Npgsql;
using RenderStudio.Core.Billing;
using RenderStudio.Core.Database;
using RenderStudio.Core.Usage;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Billing;

/// <summary>An owner whose payments and refunds are applied while their generations spend credits.</summary>
internal sealed class RefundedOwner(Engine engine)
{
    private readonly string customer = StripeBody.NewId("cus");
    private readonly Guid checkout = Guid.NewGuid();

    public Guid OwnerId { get; } = Guid.NewGuid();

    /// <param name="pack">The credits of the pack that the owner can buy.</param>
    public static async Task<RefundedOwner> CreateAsync(Engine engine, int pack)
    {
        var owner = new RefundedOwner(engine);
        await engine.ExecuteAsync(
            """
            insert into owners (id, issuer, subject) values (@OwnerId, 'test', @OwnerId::text);
            insert into billing_customers (owner_id, customer_id) values (@OwnerId, @customer);
            insert into billing_checkouts (id, owner_id, price_id, credits) values (@checkout, @OwnerId, 'pack', @pack)
            """, new { owner.OwnerId, owner.customer, owner.checkout, pack });
        await owner.ReadAsync();
        return owner;
    }

    /// <summary>Pays 1,000 for the pack.</summary>
    public Task BuyPackAsync(string? intent = null) => ApplyAsync("checkout.session.completed",
        StripeBody.Session(customer, checkout, intent ?? StripeBody.NewId("pi"), 1000));

    /// <summary>Pays 3,000 for a month of a plan.</summary>
    public Task PayAsync(string intent, DateTimeOffset from, string price = StripeSimulatorOptions.Pro) => ApplyAsync(
        "invoice.paid", StripeBody.Invoice(StripeBody.NewId("in"), customer, price, 3000, from, intent));

    /// <summary>Refunds the payment up to this amount of 3,000.</summary>
    public Task RefundAsync(string intent, long amount) =>
        ApplyAsync("charge.refunded", StripeBody.Charge(customer, intent, 3000, amount));

    public Task ReadAsync() =>
        DoAsync(connection => engine.Get<Accounts>().GetOrCreateLockedAsync(connection, OwnerId));

    /// <returns>The generation, which holds the credits.</returns>
    public async Task<Guid> HoldAsync(int credits)
    {
        var generation = Guid.NewGuid();
        await DoAsync(async connection =>
            Assert.True(await CreditLedger.HoldAsync(connection, OwnerId, generation, credits)));
        return generation;
    }

    public async Task SpendAsync(int credits)
    {
        var generation = await HoldAsync(credits);
        await DoAsync(connection =>
            CreditLedger.SettleAsync(connection, OwnerId, generation, Guid.NewGuid(), credits));
    }

    public Task ReleaseAsync(Guid generation, int credits) => DoAsync(connection =>
        CreditLedger.ReleaseAsync(connection, OwnerId, generation, Guid.NewGuid(), credits, "It failed."));

    /// <summary>The balance and its purchased part.</summary>
    public async Task<string> CreditsAsync()
    {
        await ReadAsync();
        return await engine.QueryAsync<string>(
            "select balance || ' ' || purchased from accounts where owner_id = @OwnerId", new { OwnerId });
    }

    private Task ApplyAsync(string type, JsonObject about) => DoAsync(connection =>
        engine.Get<ApplyStripeEvent>().RunAsync(connection, StripeBody.Parsed(StripeBody.Event(type, about))));

    private Task DoAsync(Func<NpgsqlConnection, Task> work) =>
        engine.Get<StudioDatabase>().InTransactionAsync(work, default);
}
