using Dapper;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Stores unreadable messages with the reason, so that they neither block a queue nor are lost.
/// </summary>
public sealed partial class RejectedMessageStore(StudioDatabase database, ILogger<RejectedMessageStore> logger)
{
    private const string KeepSql =
        "insert into rejected_messages (queue, body, reason) values (@queue, @body, @reason)";

    public async Task KeepAsync(string queue, ReadOnlyMemory<byte> body, string reason, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(KeepSql, new { queue, body = body.ToArray(), reason });
        LogRejected(logger, queue, body.Length, reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rejected a message of {Queue} (bytes: {Bytes}): {Reason}")]
    private static partial void LogRejected(ILogger logger, string queue, int bytes, string reason);
}
