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

    // Kept until the month ends, for the credits used in it, and for a day, against repeated erasures.
    private const string Old =
        """
        from erased_subjects
        where erased_at < date_trunc('month', now(), 'UTC') and erased_at <= now() - interval '1 day'
        """;

    private const string CountOldSql = $"select count(*)::int {Old}";

    public static Task<int> CountOldAsync(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<int>(CountOldSql);

    private const string DeleteOldBatchSql =
        $"""
        delete from erased_subjects where ctid = any(array(select ctid {Old} limit 1000 for update skip locked))
        """;

    public static Task<int> DeleteOldBatchAsync(NpgsqlConnection connection) =>
        connection.ExecuteAsync(DeleteOldBatchSql);
}
