using Dapper;
using Npgsql;

namespace RenderStudio.Core.Assets;

/// <summary>Writes where the files of assets are.</summary>
internal sealed class AssetFileStore : IFileRows
{
    private const string SetVisibilitySql =
        "update assets set is_public = @isPublic where id = @id and deleted_at is null";

    public async Task<bool> SetVisibilityAsync(
        NpgsqlConnection connection, Guid id, bool isPublic, int variantCount) =>
        await connection.ExecuteAsync(SetVisibilitySql, new { id, isPublic }) > 0;

    private const string MarkMissingSql =
        """
        update assets set missing_since = case when @missing then coalesce(missing_since, clock_timestamp()) end
        where path = any(@paths)
        """;

    public Task MarkMissingAsync(NpgsqlConnection connection, string[] paths, bool missing) =>
        connection.ExecuteAsync(MarkMissingSql, new { paths, missing });
}
