using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Billing;

/// <summary>
/// An owner with a pack of 100 credits who can pay for a month of a plan, at a time that the test sets. In a month
/// without a paid plan the owner has 20 credits of the free one.
/// </summary>
internal sealed class PaidMonth(Services services)
{
    public const int Pack = 100;

    public static DateTimeOffset Start { get; } = new(2027, 3, 20, 10, 0, 0, TimeSpan.Zero);

    public FixedClock Clock { get; } = new(Start);

    /// <summary>The payment of the month.</summary>
    public string Intent { get; } = StripeBody.NewId("pi");

    public Engine Engine { get; private set; } = null!;

    public RefundedOwner Owner { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Engine = await Engine.StartAsync(
            services, adjust => adjust.AddSingleton<TimeProvider>(Clock), BillingApp.Settings());
        Owner = await BuyerAsync();
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    /// <summary>Another owner with a pack.</summary>
    public async Task<RefundedOwner> BuyerAsync(string? intent = null)
    {
        var buyer = await RefundedOwner.CreateAsync(Engine, Pack);
        await buyer.BuyPackAsync(intent);
        return buyer;
    }

    public Task PayAsync() => Owner.PayAsync(Intent, Start);
}
