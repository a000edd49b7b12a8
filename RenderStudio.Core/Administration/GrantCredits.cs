using System.Text.Json.Nodes;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Administration;

/// <param name="Credits">Negative to take credits back.</param>
/// <param name="Reason">The owner sees it in the ledger.</param>
/// <param name="Key">Unique per owner: a repeated request with the same key has no further effect.</param>
public sealed record CreditGrant(int Credits, string Reason, string Key);

/// <param name="Balance">The balance now.</param>
/// <param name="Repeated">Whether an earlier request with this key had the effect.</param>
public sealed record GrantedCredits(Guid OwnerId, int Credits, int Balance, int Purchased, bool Repeated);

/// <summary>
/// Gives credits that do not expire to an owner, or takes credits back, once per key. Only refunds make a balance
/// negative: an operator takes back at most what is left.
/// </summary>
public sealed class GrantCredits(StudioDatabase database, Accounts accounts)
{
    /// <summary>Maximum number of credits of one grant, and of one withdrawal.</summary>
    public const int Most = 100_000;

    public Task<Result<GrantedCredits>> RunAsync(
        Guid ownerId, CreditGrant grant, Caller caller, CancellationToken ct) =>
        database.InTransactionAsync<Result<GrantedCredits>>(async connection =>
        {
            if (!await OwnerStore.LockAsync(connection, ownerId))
                return InspectOwner.NotFound;
            // The lock makes two requests with the same key run one after another.
            var account = await accounts.GetOrCreateLockedAsync(connection, ownerId);
            var cause = $"operator:{grant.Key}";
            if (await CreditLedger.FindAsync(connection, ownerId, cause) is { } earlier)
            {
                return earlier.Delta == grant.Credits && earlier.Reason == grant.Reason
                    ? new GrantedCredits(ownerId, grant.Credits, account.Balance, account.Purchased, Repeated: true)
                    : KeyReused;
            }

            if (grant.Credits < 0 && account.Balance < -grant.Credits)
                return Problem.OfField("credits", $"The owner has {account.Balance} credits left.");
            await WriteAsync(connection, ownerId, grant, cause, caller);
            var now = await accounts.GetOrCreateLockedAsync(connection, ownerId);
            return new GrantedCredits(ownerId, grant.Credits, now.Balance, now.Purchased, Repeated: false);
        }, ct);

    private static Problem KeyReused { get; } = new(
        ProblemCode.IdempotencyKeyReused,
        "This Idempotency-Key was used for other credits of this owner. Use a new key.");

    private static async Task WriteAsync(
        NpgsqlConnection connection, Guid ownerId, CreditGrant grant, string cause, Caller caller)
    {
        var isGrant = grant.Credits > 0;
        await (isGrant
            ? CreditLedger.GiveAsync(connection, ownerId, grant.Credits, cause, grant.Reason)
            : CreditLedger.ReverseAsync(
                connection, ownerId, -grant.Credits, isPurchase: true, cause, grant.Reason));
        var kind = isGrant ? ActKind.GrantCredits : ActKind.TakeCredits;
        var details = new JsonObject { ["credits"] = grant.Credits, ["key"] = grant.Key };
        await AdminActStore.AppendAsync(connection, new(caller.OwnerId, kind, $"{ownerId}", grant.Reason, details));
    }
}
