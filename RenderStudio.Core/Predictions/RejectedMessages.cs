using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Predictions;

/// <summary>Keeps messages nobody can read, with the reason, so that they neither block a queue nor vanish.</summary>
public sealed class RejectedMessages(StudioDatabase database)
{
    private const string KeepSql =
        "insert into rejected_messages (queue, body, reason) values (@queue, @body, @reason)";

    public async Task KeepAsync(string queue, ReadOnlyMemory<byte> body, string reason, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(KeepSql, new { queue, body = body.ToArray(), reason });
    }
}
