using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Dapper;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>Compares the blobs of both containers with the rows that name them.</summary>
public sealed class AuditFiles(BlobServiceClient blobs)
{
    // Of private renders, only the acknowledged ones are read: a studio of many storms has thousands.
    private const string NamedSql =
        """
        select f.path, f.sha256, f.bytes, r.is_public
        from variant_files f join renders r on r.id = f.render_id
        where r.generation_id = any(@acknowledged) or (r.is_public and r.deleted_at is null)
        union
        select path, sha256, bytes, is_public from assets where deleted_at is null
        """;

    private const string RowsSql =
        """
        select a.path, a.is_public, exists (select from pending_moves u where u.subject_id = a.id) as is_noted,
            a.owner_id, a.deleted_at is null as is_counted
        from assets a where a.cleared_at is null
        union
        select f.path, r.is_public, exists (select from pending_moves u where u.subject_id = r.id),
            r.owner_id, r.deleted_at is null
        from variant_files f join renders r on r.id = f.render_id
        """;

    // Work that a crash or an owner ended can leave a private file here without its row, until the sweep.
    private const string FoldersSql =
        """
        select 'renders/' || render_id || '/' from generations
        union all select id || '/' from owners where erased_at is null
        union all select 'staging/' || id from upload_grants
        union all select 'staging/' || id from assets
        """;

    private const string StoredSql = "select owner_id, stored_bytes as bytes, stored_files as files from accounts";

    /// <summary>The number of files that were read.</summary>
    public int Read { get; private set; }

    /// <returns>Rows whose blob is missing in the container that they name, or has other bytes there.</returns>
    public async Task<IReadOnlyList<string>> BadRowsAsync(NpgsqlConnection connection, Guid[] acknowledged)
    {
        List<string> broken = [];
        foreach (var file in await connection.QueryAsync<NamedFile>(NamedSql, new { acknowledged }))
        {
            Read++;
            var container = StudioContainers.Of(file.IsPublic);
            try
            {
                var blob = blobs.GetBlobContainerClient(container).GetBlobClient(file.Path);
                var content = (await blob.DownloadContentAsync()).Value.Content.ToMemory();
                var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
                if (hash != file.Sha256 || content.Length != file.Bytes)
                    broken.Add($"{container}/{file.Path} holds {content.Length} bytes of {hash}");
            }
            catch (RequestFailedException missing) when (missing.Status == 404)
            {
                broken.Add($"{container}/{file.Path} is missing");
            }
        }

        return broken;
    }

    /// <returns>Blobs that no row names and no sweep expects, and copies without a pending move.</returns>
    public async Task<IReadOnlyList<string>> UnexpectedBlobsAsync(NpgsqlConnection connection)
    {
        var rows = (await connection.QueryAsync<FileRow>(RowsSql)).ToLookup(row => row.Path);
        var folders = (await connection.QueryAsync<string>(FoldersSql)).ToHashSet();
        List<string> stray = [];
        foreach (var container in StudioContainers.All)
        {
            await foreach (var blob in blobs.GetBlobContainerClient(container).GetBlobsAsync())
            {
                var expected = rows.Contains(blob.Name)
                    ? rows[blob.Name].Any(row => row.IsNoted || StudioContainers.Of(row.IsPublic) == container)
                    : container == StudioContainers.Private && FoldersOf(blob.Name).Any(folders.Contains);
                if (!expected)
                    stray.Add($"{container}/{blob.Name}");
            }
        }

        return stray;
    }

    /// <returns>Accounts whose number of stored files or bytes is not that of their blobs.</returns>
    public async Task<IReadOnlyList<string>> MiscountedAccountsAsync(NpgsqlConnection connection)
    {
        var rows = (await connection.QueryAsync<FileRow>(RowsSql))
            .Where(row => row.IsCounted).ToLookup(row => row.Path);
        Dictionary<(Guid Owner, string Path), long> kept = [];
        foreach (var container in StudioContainers.All)
        {
            await foreach (var blob in blobs.GetBlobContainerClient(container).GetBlobsAsync())
            {
                if (rows[blob.Name].FirstOrDefault() is { } row)
                    kept[(row.OwnerId, blob.Name)] = blob.Properties.ContentLength!.Value;
            }
        }

        var blobsOf = kept.ToLookup(file => file.Key.Owner, file => file.Value);
        return
        [
            .. from account in await connection.QueryAsync<StoredCount>(StoredSql)
               let found = (blobsOf[account.OwnerId].Sum(), blobsOf[account.OwnerId].LongCount())
               where (account.Bytes, account.Files) != found
               select $"{account.OwnerId} counts {account.Bytes} bytes in {account.Files} files, has {found}",
        ];
    }

    /// <summary>The path itself, which contains the id of an upload's grant, and its parent folders.</summary>
    private static IEnumerable<string> FoldersOf(string path) =>
        path.Select((letter, place) => (letter, place)).Where(at => at.letter == '/')
            .Select(at => path[..(at.place + 1)]).Append(path);

    private sealed record NamedFile(string Path, string Sha256, long Bytes, bool IsPublic);

    private sealed record FileRow(string Path, bool IsPublic, bool IsNoted, Guid OwnerId, bool IsCounted);

    private sealed record StoredCount(Guid OwnerId, long Bytes, long Files);
}
