using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Billing;

/// <summary>Creates a session of the customer portal, where owners change and end subscriptions.</summary>
public sealed class OpenPortal(StudioDatabase database, StripeApi stripe, IOptions<BillingOptions> options)
{
    /// <returns>The address of the portal; <c>not_found</c> for an owner who has not bought anything.</returns>
    public async Task<Result<string>> RunAsync(Caller caller, CancellationToken ct)
    {
        if (!options.Value.IsConfigured)
            return ReceiveStripeEvent.NotConfigured;
        return await CustomerAsync(caller, ct) is { } customer
            ? await stripe.CreatePortalAsync(customer, ct)
            : new Problem(ProblemCode.NotFound, "You have not bought anything yet.");
    }

    private async Task<string?> CustomerAsync(Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await CustomerStore.FindAsync(connection, caller.OwnerId);
    }
}
