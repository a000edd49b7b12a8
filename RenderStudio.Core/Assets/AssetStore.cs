using Dapper;
using Npgsql;

namespace RenderStudio.Core.Assets;

/// <summary>Reads and writes assets for their owners. An asset of another owner is treated as not found.</summary>
internal static class AssetStore
{
    private const string Columns =
        """
        id, owner_id, kind, generation_id, path, content_type, bytes, sha256, width, height, is_public, created_at
        """;

    private const string AddSql =
        """
        insert into assets (id, owner_id, kind, generation_id, path, content_type, bytes, sha256, width, height)
        values (@id, @ownerId, @kind, @generationId, @path, @contentType, @bytes, @sha256, @width, @height)
        returning created_at
        """;

    private const string AddIfNewSql =
        """
        insert into assets (id, owner_id, kind, generation_id, path, content_type, bytes, sha256, width, height)
        values (@id, @ownerId, @kind, @generationId, @path, @contentType, @bytes, @sha256, @width, @height)
        on conflict do nothing
        """;

    private const string OwnsSql =
        """
        select exists (
            select from assets where id = @id and owner_id = @ownerId and kind = @kind and deleted_at is null)
        """;

    private const string LockSql = "select id from assets where id = any(@ids) and deleted_at is null for key share";

    private const string FindSql =
        $"select {Columns} from assets where id = @id and owner_id = @ownerId and deleted_at is null";

    private const string FindAllSql =
        $"select {Columns} from assets where id = any(@ids) and owner_id = @ownerId and deleted_at is null";

    private const string PageSql =
        $"""
        select {Columns} from assets
        where owner_id = @ownerId and deleted_at is null
            and (@kind::text is null or kind = @kind)
            and (@generationId::uuid is null or generation_id = @generationId)
            and (@isPublic::boolean is null or is_public = @isPublic)
            and (@beforeAt::timestamptz is null or (created_at, id) < (@beforeAt, @beforeId::uuid))
        order by created_at desc, id desc
        limit @count
        """;

    /// <returns>The creation time by the database's clock.</returns>
    public static Task<DateTime> AddAsync(NpgsqlConnection connection, Asset asset) =>
        connection.ExecuteScalarAsync<DateTime>(AddSql, asset);

    /// <returns>False when there is an asset with this id.</returns>
    public static async Task<bool> AddIfNewAsync(NpgsqlConnection connection, Asset asset) =>
        await connection.ExecuteAsync(AddIfNewSql, asset) == 1;

    public static Task<bool> OwnsAsync(NpgsqlConnection connection, Guid ownerId, Guid id, string kind) =>
        connection.ExecuteScalarAsync<bool>(OwnsSql, new { ownerId, id, kind });

    public static async Task<bool> LockAsync(NpgsqlConnection connection, IReadOnlyCollection<Guid> ids) =>
        ids.Count == 0
        || (await connection.QueryAsync<Guid>(LockSql, new { ids = ids.Distinct().ToArray() })).Count()
            == ids.Distinct().Count();

    public static Task<Asset?> FindAsync(NpgsqlConnection connection, Guid ownerId, Guid id) =>
        connection.QuerySingleOrDefaultAsync<Asset>(FindSql, new { ownerId, id });

    public static async Task<IReadOnlyList<Asset>> FindAllAsync(
        NpgsqlConnection connection, Guid ownerId, Guid[] ids) =>
        [.. await connection.QueryAsync<Asset>(FindAllSql, new { ownerId, ids })];

    public static async Task<IReadOnlyList<Asset>> PageAsync(NpgsqlConnection connection, AssetFilter filter) =>
        [.. await connection.QueryAsync<Asset>(PageSql, filter)];
}

/// <summary>Which assets a page contains and where it starts; a null field does not filter.</summary>
public sealed record AssetFilter
{
    /// <summary>All kinds, including those that generations create.</summary>
    public static IReadOnlyCollection<string> Kinds { get; } =
        [.. AssetKind.Uploads.Select(kind => kind.Id), AssetKind.Stencil];

    public required Guid OwnerId { get; init; }

    public string? Kind { get; init; }

    public Guid? GenerationId { get; init; }

    public bool? IsPublic { get; init; }

    public DateTime? BeforeAt { get; init; }

    public Guid? BeforeId { get; init; }

    public int Count { get; init; }
}
