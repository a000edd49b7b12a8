using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Erasure;

/// <summary>Who is to be forgotten, and how far it has come.</summary>
public sealed class ErasureStore(StudioDatabase database, IOptions<ErasureOptions> options)
{
    private const string Columns =
        "id, requested_at, finished_at, generations, renders, pictures, photos, files";

    // Waits for what is being written for the owner at this moment; whatever comes later is refused.
    private const string ForgetSql =
        """
        update owners set issuer = 'erased', subject = id::text, erased_at = clock_timestamp()
        where id = @ownerId and erased_at is null
        """;

    private const string AddSql =
        """
        insert into erasures (id, owner_id, next_try_at)
        values (@id, @ownerId, clock_timestamp() + @again * interval '1 second')
        """;

    // wait_seconds: until the subject may begin another erasure; null when it may at once.
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

    private const string DueSql =
        """
        update erasures set next_try_at = clock_timestamp() + @again * interval '1 second'
        where id in (
            select id from erasures where finished_at is null and next_try_at <= clock_timestamp()
            order by next_try_at limit 20
            for update skip locked)
        returning id, owner_id
        """;

    private const string HideSql =
        """
        update renders set deleted_at = clock_timestamp() where owner_id = @ownerId and deleted_at is null;
        update assets set deleted_at = clock_timestamp() where owner_id = @ownerId and deleted_at is null;
        update generations set retried_from = null where owner_id = @ownerId and retried_from is not null;
        """;

    private const string LiveSql =
        "select id from generations where owner_id = @ownerId and finished_at is null";

    private const string CallOffSql =
        """
        update upstream_runs r set disposition = 'cancel', next_check_at = clock_timestamp()
        from predictions p join generations g on g.id = p.generation_id
        where g.owner_id = @ownerId and p.finished_at is not null and r.prediction_id = p.id and r.disposition = 'open'
        """;

    /// <summary>
    /// Begins the erasure of the subject's owner, who belongs to no subject from here on. Requests of one subject come
    /// one after another here. A subject without an owner gets the erasure that it asked for last; a subject never seen
    /// before gets an owner first, so that there is a receipt.
    /// </summary>
    /// <param name="again">After how many seconds a round continues what its worker left.</param>
    /// <returns>Rate limited when the subject has a new owner and its last erasure is recent or under way.</returns>
    public Task<Result<BegunErasure>> BeginAsync(TokenSubject subject, double again, CancellationToken ct) =>
        database.InTransactionAsync<Result<BegunErasure>>(async connection =>
        {
            var hash = await ErasedSubjects.LockAsync(connection, subject);
            var owner = await OwnerStore.FindAsync(connection, subject);
            var latest = await ErasedSubjects.LatestAsync(connection, hash);
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
            await connection.ExecuteAsync(ForgetSql, new { ownerId });
            // Version 4, not 7: who reads the receipt must know the id, and it must not be guessed.
            var id = Guid.NewGuid();
            await connection.ExecuteAsync(AddSql, new { id, ownerId, again });
            await ErasedSubjects.AddAsync(connection, hash, ownerId);
            return new BegunErasure(id, ownerId, IsNew: true);
        }, ct);

    private static Problem TooSoon(TimeSpan wait) => new(
        ProblemCode.RateLimited, "This account was erased a short time ago. Ask again later.", RetryAfter: wait);

    /// <returns>Null when there is none.</returns>
    public async Task<ErasureReceipt?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ErasureReceipt>(FindSql, new { id });
    }

    /// <summary>Those that nobody has looked after for a while.</summary>
    public async Task<IReadOnlyList<OpenErasure>> DueAsync(double again, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<OpenErasure>(DueSql, new { again })];
    }

    /// <summary>Nobody sees anything of the owner's any more, published or not.</summary>
    public async Task HideAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(HideSql, new { ownerId }, cancellationToken: ct));
    }

    public async Task<IReadOnlyList<Guid>> LiveAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Guid>(LiveSql, new { ownerId })];
    }

    /// <summary>Runs that outlasted their prediction are wanted by nobody now.</summary>
    public async Task CallOffRunsAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(CallOffSql, new { ownerId });
    }
}

public sealed record OpenErasure(Guid Id, Guid OwnerId);

/// <param name="IsNew">False for an erasure that the subject asked for before.</param>
public sealed record BegunErasure(Guid Id, Guid OwnerId, bool IsNew);

public sealed record EarlierErasure
{
    public required Guid Id { get; init; }

    public double? WaitSeconds { get; init; }
}
