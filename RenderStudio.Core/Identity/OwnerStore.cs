using Dapper;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Identity;

public sealed class OwnerStore(StudioDatabase database)
{
    /// <summary>
    /// SQLSTATE of a write that the database rejects because the owner was erased. Occurs on an instance that still
    /// caches the owner.
    /// </summary>
    public const string ErasedState = "RS001";

    // Of two concurrent first requests only one inserts the row. The update, which changes nothing, makes "returning"
    // yield the row to the other request.
    private const string GetOrCreateSql =
        """
        with known as (select id from owners where issuer = @issuer and subject = @subject),
        added as (
            insert into owners (id, issuer, subject)
            select @id, @issuer, @subject where not exists (select from known)
            on conflict (issuer, subject) do update set subject = excluded.subject
            returning id)
        select id from known union all select id from added
        """;

    private const string FindSql = "select id from owners where issuer = @issuer and subject = @subject";

    /// <summary>Returns the owner's id. Creates the owner when the subject has none.</summary>
    public async Task<Guid> GetOrCreateAsync(TokenSubject subject, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await GetOrCreateAsync(connection, subject);
    }

    /// <inheritdoc cref="GetOrCreateAsync(TokenSubject, CancellationToken)"/>
    public static Task<Guid> GetOrCreateAsync(NpgsqlConnection connection, TokenSubject subject) =>
        connection.ExecuteScalarAsync<Guid>(
            GetOrCreateSql, new { id = Guid.CreateVersion7(), subject.Issuer, subject.Subject });

    /// <returns>Null when the subject has no owner.</returns>
    public static Task<Guid?> FindAsync(NpgsqlConnection connection, TokenSubject subject) =>
        connection.QuerySingleOrDefaultAsync<Guid?>(FindSql, new { subject.Issuer, subject.Subject });

    /// <inheritdoc cref="FindAsync(NpgsqlConnection, TokenSubject)"/>
    public async Task<Guid?> FindAsync(TokenSubject subject, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await FindAsync(connection, subject);
    }

    private const string LockSql =
        "select true from owners where id = @ownerId and erased_at is null for key share";

    /// <summary>Keeps the owner from being erased until the caller's transaction ends.</summary>
    /// <returns>False when there is no such owner, or the owner was erased.</returns>
    public static Task<bool> LockAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.ExecuteScalarAsync<bool>(LockSql, new { ownerId });

    // Waits for transactions that are writing rows of the owner; the database rejects later writes.
    private const string EraseSql =
        """
        update owners set issuer = 'erased', subject = id::text, erased_at = clock_timestamp()
        where id = @ownerId and erased_at is null
        """;

    private const string IsErasedSql = "select erased_at is not null from owners where id = @ownerId";

    public async Task<bool> IsErasedAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(IsErasedSql, new { ownerId });
    }

    /// <summary>Detaches the owner from the subject, in the caller's transaction.</summary>
    public static Task EraseAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.ExecuteAsync(EraseSql, new { ownerId });
}
