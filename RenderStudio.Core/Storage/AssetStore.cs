using Dapper;
using Npgsql;

namespace RenderStudio.Core.Storage;

public static class AssetStore
{
    private const string AddSql =
        """
        insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height)
        values (@id, @ownerId, @kind, @path, @contentType, @bytes, @sha256, @width, @height)
        """;

    private const string OwnsSql =
        """
        select exists (
            select from assets where id = @id and owner_id = @ownerId and kind = @kind and deleted_at is null)
        """;

    public static Task AddAsync(NpgsqlConnection connection, Asset asset) => connection.ExecuteAsync(AddSql, asset);

    public static Task<bool> OwnsAsync(NpgsqlConnection connection, Guid ownerId, Guid id, string kind) =>
        connection.ExecuteScalarAsync<bool>(OwnsSql, new { ownerId, id, kind });
}
