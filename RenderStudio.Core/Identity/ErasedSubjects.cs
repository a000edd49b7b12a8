using Dapper;
using Npgsql;

namespace RenderStudio.Core.Identity;

/// <summary>
/// Owners that one subject had and that were erased this month. Only a salted hash tells that they belong together.
/// Each method works inside the caller's transaction.
/// </summary>
public static class ErasedSubjects
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

    /// <summary>Until the transaction ends, other erasures of the subject wait.</summary>
    /// <returns>The subject's hash.</returns>
    public static async Task<byte[]> LockAsync(NpgsqlConnection connection, TokenSubject subject)
    {
        var hash = await connection.QuerySingleAsync<byte[]>(HashSql, new { subject.Issuer, subject.Subject });
        await connection.ExecuteAsync(LockSql, new { hash });
        return hash;
    }

    /// <returns>The owner who was erased last; null when none was.</returns>
    public static Task<Guid?> LatestAsync(NpgsqlConnection connection, byte[] hash) =>
        connection.QuerySingleOrDefaultAsync<Guid?>(LatestSql, new { hash });

    public static Task AddAsync(NpgsqlConnection connection, byte[] hash, Guid ownerId) =>
        connection.ExecuteAsync(AddSql, new { hash, ownerId });

    /// <summary>Erased owners of the subject that is this owner now.</summary>
    public static async Task<IReadOnlyList<Guid>> EarlierAsync(NpgsqlConnection connection, Guid ownerId) =>
        [.. await connection.QueryAsync<Guid>(EarlierSql, new { ownerId })];
}
