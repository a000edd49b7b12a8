using Dapper;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Identity;

public sealed class OwnerStore(StudioDatabase database)
{
    /// <summary>
    /// SQLSTATE of what the database refuses because its owner was erased; an instance that had not heard of it meets
    /// this.
    /// </summary>
    public const string ErasedState = "RS001";

    // Of two first sights at once one inserts; the update that changes nothing makes "returning" answer for the other.
    private const string KnowSql =
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

    /// <summary>The owner's id, given at first sight.</summary>
    public async Task<Guid> GetOrCreateAsync(TokenSubject subject, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await GetOrCreateAsync(connection, subject);
    }

    /// <inheritdoc cref="GetOrCreateAsync(TokenSubject, CancellationToken)"/>
    public static Task<Guid> GetOrCreateAsync(NpgsqlConnection connection, TokenSubject subject) =>
        connection.ExecuteScalarAsync<Guid>(
            KnowSql, new { id = Guid.CreateVersion7(), subject.Issuer, subject.Subject });

    /// <returns>Null when the subject has no owner.</returns>
    public static Task<Guid?> FindAsync(NpgsqlConnection connection, TokenSubject subject) =>
        connection.QuerySingleOrDefaultAsync<Guid?>(FindSql, new { subject.Issuer, subject.Subject });
}
