using Dapper;
using Npgsql;

namespace RenderStudio.Core.Identity;

/// <summary>
/// Erased owners by the salted hash of their subject; no other data links them. Rows are kept until the month ends, and
/// at least for one day. Each method runs in the caller's transaction.
/// </summary>
internal static class ErasedSubjectStore
{
    private const string HashSql =
        "select sha256(salt || convert_to(@issuer || chr(10) || @subject, 'UTF8')) from subject_salt";

    private const string LockSql = "select pg_advisory_xact_lock(hashtextextended(encode(@hash, 'hex'), 0))";

    private const string LatestSql =
        "select owner_id from erased_subjects where subject_hash = @hash order by erased_at desc limit 1";

    private const string AddSql = "insert into erased_subjects (owner_id, subject_hash) values (@ownerId, @hash)";

    private const string EarlierSql =
        """
        select e.owner_id
        from owners o cross join subject_salt s join erased_subjects e
            on e.subject_hash = sha256(s.salt || convert_to(o.issuer || chr(10) || o.subject, 'UTF8'))
        where o.id = @ownerId
        """;

    /// <summary>Blocks other erasures of the subject until the transaction ends.</summary>
    /// <returns>The hash of the subject.</returns>
    public static async Task<byte[]> LockAsync(NpgsqlConnection connection, TokenSubject subject)
    {
        var hash = await connection.QuerySingleAsync<byte[]>(HashSql, new { subject.Issuer, subject.Subject });
        await connection.ExecuteAsync(LockSql, new { hash });
        return hash;
    }

    /// <returns>The most recently erased owner of the subject; null when there is none.</returns>
    public static Task<Guid?> LatestAsync(NpgsqlConnection connection, byte[] hash) =>
        connection.QuerySingleOrDefaultAsync<Guid?>(LatestSql, new { hash });

    public static Task AddAsync(NpgsqlConnection connection, byte[] hash, Guid ownerId) =>
        connection.ExecuteAsync(AddSql, new { hash, ownerId });

    /// <summary>Erased owners that had the same subject as this owner.</summary>
    public static async Task<IReadOnlyList<Guid>> EarlierAsync(NpgsqlConnection connection, Guid ownerId) =>
        [.. await connection.QueryAsync<Guid>(EarlierSql, new { ownerId })];
}
