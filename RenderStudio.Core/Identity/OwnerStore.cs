using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Identity;

public sealed class OwnerStore(StudioDatabase database)
{
    // The update that changes nothing makes "returning" answer for a row that is there already.
    private const string KnowSql =
        """
        insert into owners (id, issuer, subject) values (@id, @issuer, @subject)
        on conflict (issuer, subject) do update set subject = excluded.subject
        returning id
        """;

    /// <summary>The owner's id, given at first sight.</summary>
    public async Task<Guid> KnowAsync(TokenSubject subject, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<Guid>(
            KnowSql, new { id = Guid.CreateVersion7(), subject.Issuer, subject.Subject });
    }
}
