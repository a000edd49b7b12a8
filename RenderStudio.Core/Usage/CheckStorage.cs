using RenderStudio.Core.Database;

namespace RenderStudio.Core.Usage;

/// <summary>
/// Checks whether an owner's plan has room for more files, before a file is received or decoded. The transaction that
/// records the file repeats the check.
/// </summary>
public sealed class CheckStorage(StudioDatabase database, Accounts accounts)
{
    public Task<Problem?> RunAsync(Guid ownerId, StorageUse more, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
            StorageQuota.Check(await accounts.GetOrCreateLockedAsync(connection, ownerId), more), ct);
}
