using Dapper;
using Npgsql;
using RenderStudio.Core.Assets;

namespace RenderStudio.Core.Renders;

/// <summary>Writes where the files of variants are.</summary>
internal sealed class VariantFileStore : IFileRows
{
    // The count makes the update fail if a variant was delivered in the meantime, because its files would stay in the
    // old container.
    private const string SetVisibilitySql =
        """
        update renders set is_public = @isPublic
        where id = @id and deleted_at is null and variant_count = @variantCount
        """;

    public async Task<bool> SetVisibilityAsync(
        NpgsqlConnection connection, Guid id, bool isPublic, int variantCount) =>
        await connection.ExecuteAsync(SetVisibilitySql, new { id, isPublic, variantCount }) > 0;

    private const string MarkMissingSql =
        """
        update variant_files set missing_since =
            case when @missing then coalesce(missing_since, clock_timestamp()) end
        where path collate "C" = any(@paths)
        """;

    public Task MarkMissingAsync(NpgsqlConnection connection, string[] paths, bool missing) =>
        connection.ExecuteAsync(MarkMissingSql, new { paths, missing });
}
