using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Assets;

/// <summary>The first input photo of a generation, with its signature.</summary>
public sealed record InputSignature
{
    public required Guid Id { get; init; }

    public required string Path { get; init; }

    public required bool IsPublic { get; init; }

    /// <summary>Null until it is computed.</summary>
    public required byte[]? Signature { get; init; }
}

/// <summary>Stores the signatures of input photos, which outputs are compared with.</summary>
public sealed class InputSignatureStore(StudioDatabase database)
{
    private const string FindInputSql =
        """
        select a.id, a.path, a.is_public, a.signature from generations g join assets a on a.id = g.input1_id
        where g.id = @generationId
        """;

    private const string SetSql = "update assets set signature = @signature where id = @id";

    /// <returns>Null for a generation without a photo.</returns>
    public async Task<InputSignature?> FindInputAsync(Guid generationId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<InputSignature>(FindInputSql, new { generationId });
    }

    public async Task SetAsync(Guid id, byte[] signature, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(SetSql, new { id, signature });
    }
}
