using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Database;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Erasure;

/// <summary>Reads and writes erasures and their receipts.</summary>
public sealed class ErasureStore(
    StudioDatabase database, IOptions<ErasureOptions> options, EraseApiKeys keys)
{
    private const string Columns =
        "id, requested_at, finished_at, generations, renders, pictures, photos, files";

    private const string AddSql =
        """
        insert into erasures (id, owner_id, next_try_at)
        values (@id, @ownerId, clock_timestamp() + @again * interval '1 second')
        """;

    // wait_seconds: time until the subject may begin another erasure; null when it may begin one now.
    private const string EarlierSql =
        """
        select id, case
            when requested_at + make_interval(secs => @interval) > clock_timestamp()
                then extract(epoch from requested_at + make_interval(secs => @interval) - clock_timestamp())
            when finished_at is null then @again
            end::float8 as wait_seconds
        from erasures where owner_id = @ownerId
        """;

    private const string FindSql = $"select {Columns} from erasures where id = @id";

    private const string ClaimDueSql =
        """
        update erasures set next_try_at = clock_timestamp() + @again * interval '1 second'
        where id in (
            select id from erasures where finished_at is null and next_try_at <= clock_timestamp()
            order by next_try_at limit 20
            for update skip locked)
        returning id, owner_id
        """;

    private const string LiveSql =
        "select id from generations where owner_id = @ownerId and finished_at is null";

    /// <summary>
    /// Begins the erasure of the subject's owner and detaches the owner from the subject. Requests of one subject run
    /// one after another. A subject without an owner gets its most recent erasure; a new subject first gets an owner,
    /// so that there is a receipt.
    /// </summary>
    /// <param name="again">Seconds until a round continues an erasure that its request did not finish.</param>
    /// <returns>Rate limited when the subject has a new owner and its last erasure is recent or unfinished.</returns>
    public Task<Result<BegunErasure>> BeginAsync(TokenSubject subject, double again, CancellationToken ct) =>
        database.InTransactionAsync<Result<BegunErasure>>(async connection =>
        {
            var hash = await ErasedSubjectStore.LockAsync(connection, subject);
            var owner = await OwnerStore.FindAsync(connection, subject);
            var latest = await ErasedSubjectStore.LatestAsync(connection, hash);
            if (latest is { } erased)
            {
                var interval = options.Value.IntervalMinutes * 60;
                var earlier = await connection.QuerySingleAsync<EarlierErasure>(
                    EarlierSql, new { ownerId = erased, again, interval });
                if (owner is null)
                    return new BegunErasure(earlier.Id, erased, IsNew: false);
                if (earlier.WaitSeconds is { } wait)
                    return TooSoon(TimeSpan.FromSeconds(wait));
            }

            var ownerId = owner ?? await OwnerStore.GetOrCreateAsync(connection, subject);
            await OwnerStore.EraseAsync(connection, ownerId);
            // Version 4 instead of 7: the id grants access to the receipt, so it must not be guessable.
            var id = Guid.NewGuid();
            await connection.ExecuteAsync(AddSql, new { id, ownerId, again });
            await ErasedSubjectStore.AddAsync(connection, hash, ownerId);
            return new BegunErasure(id, ownerId, IsNew: true);
        }, ct);

    private static Problem TooSoon(TimeSpan wait) => new(
        ProblemCode.RateLimited, "This account was erased recently. Retry later.", RetryAfter: wait);

    /// <returns>Null when there is no erasure with this id.</returns>
    public async Task<ErasureReceipt?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ErasureReceipt>(FindSql, new { id });
    }

    /// <summary>
    /// Claims the unfinished erasures whose next try is due, and postpones their next try by
    /// <paramref name="again"/> seconds.
    /// </summary>
    public async Task<IReadOnlyList<OpenErasure>> ClaimDueAsync(double again, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<OpenErasure>(ClaimDueSql, new { again })];
    }

    /// <summary>
    /// Marks the owner's renders and assets as deleted, which hides them, public or not. Deletes the owner's API keys,
    /// and webhook endpoints, so that their server receives nothing more.
    /// </summary>
    /// <remarks>
    /// Several transactions, because none may lock rows in another order than the workers: the generation, the render,
    /// the account, then the webhook endpoint. Hiding renders or assets locks the account.
    /// </remarks>
    public async Task HideAsync(Guid ownerId, CancellationToken ct)
    {
        await keys.RunAsync(ownerId, ct);
        await database.InTransactionAsync(connection => ErasedEndpointStore.RemoveAsync(connection, ownerId, ct), ct);
        await database.InTransactionAsync(async connection =>
        {
            await GenerationLockStore.LockAllOfOwnerAsync(connection, ownerId);
            await RenderRowStore.HideAsync(connection, ownerId, ct);
        }, ct);
        await database.InTransactionAsync(connection => ErasedAssetStore.HideAsync(connection, ownerId, ct), ct);
        await database.InTransactionAsync(
            connection => ErasedGenerationStore.UnlinkRetriesAsync(connection, ownerId, ct), ct);
    }

    /// <summary>Ids of the owner's unfinished generations.</summary>
    public async Task<IReadOnlyList<Guid>> LiveAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Guid>(LiveSql, new { ownerId })];
    }

    /// <summary>Schedules the cancellation of open runs whose prediction is finished.</summary>
    public async Task CancelRunsAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await ErasedPredictionStore.CancelRunsAsync(connection, ownerId);
    }
}

public sealed record OpenErasure(Guid Id, Guid OwnerId);

/// <param name="IsNew">False for an erasure that an earlier request began.</param>
public sealed record BegunErasure(Guid Id, Guid OwnerId, bool IsNew);

internal sealed record EarlierErasure
{
    public required Guid Id { get; init; }

    public double? WaitSeconds { get; init; }
}
