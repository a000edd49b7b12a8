using System.IO.Compression;
using System.Text;
using Dapper;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Renders;

/// <summary>What goes into a ZIP, in this order.</summary>
public sealed record ZipContent(IReadOnlyList<ZippedPicture> Pictures);

/// <summary>
/// All pictures of some renders in one ZIP, written as they are read: what is in memory is never more than a buffer.
/// </summary>
public sealed class ZipRenders(StudioDatabase database, BlobFiles blobs)
{
    private const int BufferSize = 64 * 1024;

    public const int MaxRenders = BulkRenders.MaxRenders;

    /// <summary>A note in the archive about pictures that are in the library and could not be read.</summary>
    public const string MissingNote = "missing.txt";

    /// <returns>Not found when any of them is not the caller's.</returns>
    public async Task<Result<ZipContent>> FindAsync(IReadOnlyList<Guid> ids, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var pictures = (await connection.QueryAsync<ZippedPicture>(
            PicturesSql, new { ids = ids.ToArray(), caller.OwnerId })).AsList();
        var known = pictures.Select(picture => picture.RenderId).ToHashSet();
        return known.Count == ids.Count
            ? new ZipContent(pictures)
            : new Problem(ProblemCode.NotFound, $"There is no such render: {ids.First(id => !known.Contains(id))}.");
    }

    public async Task WriteAsync(ZipContent content, Stream to, CancellationToken ct)
    {
        // An entry that ends writes its last 16 bytes synchronously, which a response does not take: they go into
        // this buffer, which is empty then.
        var buffer = new BufferedStream(to, BufferSize);
        await using (var zip = await ZipArchive.CreateAsync(
            buffer, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct))
        {
            List<string> missing = [];
            foreach (var picture in content.Pictures)
            {
                if (!await AddAsync(zip, buffer, picture, ct))
                    missing.Add(picture.EntryName);
            }

            if (missing.Count > 0)
                await NoteAsync(zip, buffer, missing, ct);
        }

        await buffer.FlushAsync(ct);
    }

    private const string PicturesSql =
        """
        select r.id as render_id, r.mode, r.room_type, r.style, r.title, r.created_at, r.is_public, f.index, f.path
        from unnest(@ids::uuid[]) with ordinality as wanted (id, place)
        join renders r on r.id = wanted.id and r.owner_id = @ownerId and r.deleted_at is null
        join variant_files f on f.render_id = r.id and f.name = f.index || '.webp'
        order by wanted.place, f.index
        """;

    /// <returns>False when there is no such file.</returns>
    private async Task<bool> AddAsync(
        ZipArchive zip, BufferedStream buffer, ZippedPicture picture, CancellationToken ct)
    {
        await using var file = await OpenAsync(picture, ct);
        if (file is null)
            return false;
        // Stored, not deflated: WebP is compressed already.
        var entry = zip.CreateEntry(picture.EntryName, CompressionLevel.NoCompression);
        entry.LastWriteTime = picture.CreatedAt;
        await using var place = await entry.OpenAsync(ct);
        await file.CopyToAsync(place, ct);
        await buffer.FlushAsync(ct);
        return true;
    }

    /// <summary>The other container too, for it may have been published or made private since it was found.</summary>
    private async Task<Stream?> OpenAsync(ZippedPicture picture, CancellationToken ct)
    {
        var (here, there) = picture.IsPublic
            ? (StudioContainers.Public, StudioContainers.Private)
            : (StudioContainers.Private, StudioContainers.Public);
        return await blobs.OpenAsync(here, picture.Path, ct) ?? await blobs.OpenAsync(there, picture.Path, ct);
    }

    private static async Task NoteAsync(
        ZipArchive zip, BufferedStream buffer, IReadOnlyList<string> missing, CancellationToken ct)
    {
        var text = "These pictures could not be read:\n" + string.Concat(missing.Select(name => $"{name}\n"));
        await using var place = await zip.CreateEntry(MissingNote, CompressionLevel.NoCompression).OpenAsync(ct);
        await place.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        await buffer.FlushAsync(ct);
    }
}
