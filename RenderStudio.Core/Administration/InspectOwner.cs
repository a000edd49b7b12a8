using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Administration;

/// <summary>The account of an owner, without personal data.</summary>
public sealed record OwnerView
{
    public required Guid Id { get; init; }

    /// <summary>The best plan of the owner's row and of the paid periods.</summary>
    public required string Plan { get; init; }

    public required int Balance { get; init; }

    /// <summary>The part of the balance that does not expire.</summary>
    public required int Purchased { get; init; }

    /// <summary>Credits held for unfinished generations.</summary>
    public required int Held { get; init; }

    public required int UnfinishedGenerations { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Set when the account was erased; its ledger remains.</summary>
    public DateTime? ErasedAt { get; init; }
}

/// <summary>Reads the account and the ledger of an owner.</summary>
public sealed class InspectOwner(StudioDatabase database, Accounts accounts)
{
    internal static Problem NotFound { get; } = new(ProblemCode.NotFound, "There is no owner with this id.");

    /// <summary>Grants the credits of a month that has begun, as a read by the owner does.</summary>
    public Task<Result<OwnerView>> RunAsync(Guid ownerId, CancellationToken ct) =>
        database.InTransactionAsync<Result<OwnerView>>(async connection =>
        {
            // The locks of the owner and the account keep the erasure, holds and releases out until the end.
            var account = await OwnerStore.LockAsync(connection, ownerId)
                ? await accounts.GetOrCreateLockedAsync(connection, ownerId)
                : null;
            if (await OwnerInspectionStore.FindAsync(connection, ownerId) is not { } stored)
                return NotFound;
            return account is null ? stored : stored with
            {
                Plan = account.PlanName,
                Balance = account.Balance,
                Purchased = account.Purchased,
                Held = await UsageStore.HeldAsync(connection, ownerId),
            };
        }, ct);

    /// <param name="before">The last entry of the previous page; null for the first page.</param>
    public async Task<Result<Page<LedgerEntry>>> EntriesAsync(
        Guid ownerId, long? before, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (await OwnerInspectionStore.FindAsync(connection, ownerId) is null)
            return NotFound;
        var rows = await OwnerInspectionStore.EntriesAsync(connection, ownerId, before, limit + 1);
        return rows.Count <= limit
            ? new Page<LedgerEntry>(rows, null)
            : new Page<LedgerEntry>([.. rows.Take(limit)], $"{rows[limit - 1].Id}");
    }
}
