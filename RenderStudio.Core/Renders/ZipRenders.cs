using System.IO.Compression;
using System.Text;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Renders;

/// <summary>The pictures of a ZIP archive, in this order.</summary>
public sealed record ZipContent(IReadOnlyList<ZippedPicture> Pictures);

/// <summary>
/// Writes all variants of the given renders into one ZIP archive that can be read while it arrives: the header of each
/// entry contains its size and checksum. One picture at a time is held in memory.
/// </summary>
public sealed class ZipRenders(StudioDatabase database, BlobFiles blobs)
{
    public const int MaxRenders = BulkRenders.MaxRenders;

    /// <summary>Name of a text file in the archive that lists pictures of the library that could not be read.</summary>
    public const string MissingNote = "missing.txt";

    /// <returns>Not found when any of the renders does not belong to the caller.</returns>
    public async Task<Result<ZipContent>> FindAsync(IReadOnlyList<Guid> ids, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var pictures = await VariantStore.FullFilesAsync(connection, [.. ids], caller.OwnerId);
        var known = pictures.Select(picture => picture.RenderId).ToHashSet();
        return known.Count == ids.Count
            ? new ZipContent(pictures)
            : new Problem(ProblemCode.NotFound, $"There is no render {ids.First(id => !known.Contains(id))}.");
    }

    public async Task WriteAsync(ZipContent content, Stream to, CancellationToken ct)
    {
        await using var unsent = new UnsentEntry(to);
        await using (var zip = await ZipArchive.CreateAsync(
            unsent, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct))
        {
            List<string> missing = [];
            foreach (var picture in content.Pictures)
            {
                if (!await AddAsync(zip, picture, ct))
                    missing.Add(picture.EntryName);
                await unsent.SendAsync(ct);
            }

            if (missing.Count > 0)
                await AddNoteAsync(zip, missing, ct);
        }

        await unsent.SendAsync(ct);
    }

    /// <returns>False when the file does not exist.</returns>
    private async Task<bool> AddAsync(ZipArchive zip, ZippedPicture picture, CancellationToken ct)
    {
        await using var file = await OpenAsync(picture, ct);
        if (file is null)
            return false;
        // The entry is stored without compression because WebP is already compressed.
        var entry = zip.CreateEntry(picture.EntryName, CompressionLevel.NoCompression);
        entry.LastWriteTime = picture.CreatedAt;
        await using var place = await entry.OpenAsync(ct);
        await file.CopyToAsync(place, ct);
        return true;
    }

    /// <summary>
    /// Also tries the other container, because the visibility may have changed since the render was found.
    /// </summary>
    private async Task<Stream?> OpenAsync(ZippedPicture picture, CancellationToken ct)
    {
        var (current, other) = picture.IsPublic
            ? (StudioContainers.Public, StudioContainers.Private)
            : (StudioContainers.Private, StudioContainers.Public);
        return await blobs.OpenAsync(current, picture.Path, ct) ?? await blobs.OpenAsync(other, picture.Path, ct);
    }

    private static async Task AddNoteAsync(ZipArchive zip, IReadOnlyList<string> missing, CancellationToken ct)
    {
        var text = "These pictures could not be read:\n" + string.Concat(missing.Select(name => $"{name}\n"));
        await using var place = await zip.CreateEntry(MissingNote, CompressionLevel.NoCompression).OpenAsync(ct);
        await place.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
    }
}
