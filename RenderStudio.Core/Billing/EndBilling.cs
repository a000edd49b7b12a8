using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Ends the billing of an erased owner: deletes the customer at Stripe, which ends its subscriptions, then the rows. A
/// failed call throws, so that a later round of the erasure repeats it. Later events about the customer have no effect.
/// </summary>
public sealed partial class EndBilling(
    StudioDatabase database, StripeApi stripe, IOptions<BillingOptions> options, ILogger<EndBilling> logger)
{
    public async Task RunAsync(Guid ownerId, CancellationToken ct)
    {
        if (await CustomerAsync(ownerId, ct) is not { } customer)
            return;
        if (options.Value.IsConfigured)
            await stripe.DeleteCustomerAsync(customer, ct);
        else
            LogKept(logger, customer);
        await database.InTransactionAsync(async connection =>
        {
            // An event that is applied at the same time could add rows after these were removed.
            await StripeEventStore.LockAllAsync(connection);
            await StripeEventStore.ForgetAsync(connection, await CustomerStore.IdsAsync(connection, ownerId));
            await CustomerStore.RemoveAsync(connection, ownerId);
            await PlanPeriodStore.RemoveAllAsync(connection, ownerId);
        }, ct);
    }

    private async Task<string?> CustomerAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await CustomerStore.FindAsync(connection, ownerId);
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Billing is not configured: delete customer {CustomerId}, whose owner was erased, at Stripe")]
    private static partial void LogKept(ILogger logger, string customerId);
}
