using System.Text.Json;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Renders;

/// <summary>The variants of a render, with newly signed links.</summary>
public sealed class RenderVariants(BlobLinks links, PublicLinks publicLinks)
{
    public async Task<IReadOnlyList<VariantView>> OfAsync(NpgsqlConnection connection, Guid renderId, bool isPublic) =>
        [.. (await VariantStore.OfRenderAsync(connection, renderId)).Select(row => View(row, renderId, isPublic))];

    public async Task<IReadOnlyList<VariantView>> InAllSizesAsync(
        NpgsqlConnection connection, Guid renderId, bool isPublic) =>
        [.. (await VariantStore.OfRenderAsync(connection, renderId))
            .Select(row => View(row, renderId, isPublic) with
            {
                Sizes = [.. row.Files.Select(file => Size(file, renderId, isPublic))],
            })];

    private VariantView View(VariantRow row, Guid renderId, bool isPublic) => new()
    {
        Index = row.Index,
        Rank = row.Rank,
        Url = links.Sign(row.Full.Path, isPublic),
        ThumbnailUrl = row.Thumbnail is { } small ? links.Sign(small.Path, isPublic) : null,
        PublicUrl = PublicLink(row.Full, renderId, isPublic),
        PublicThumbnailUrl = row.Thumbnail is { } shared ? PublicLink(shared, renderId, isPublic) : null,
        Width = row.Width,
        Height = row.Height,
        Bytes = row.Bytes,
        Placeholder = row.Placeholder,
        Quality = row.Quality is null ? null : JsonElement.Parse(row.Quality),
        PngUrl = row.Exact is { } exact ? links.Sign(exact.Path, isPublic) : null,
        OriginalUrl = row.Original is { } original ? links.Sign(original.Path, isPublic) : null,
        Areas = row.Areas is null ? null : JsonElement.Parse(row.Areas),
    };

    private SizeView Size(VariantFile file, Guid renderId, bool isPublic) => new(
        file.Size.Text(), links.Sign(file.Path, isPublic), PublicLink(file, renderId, isPublic), file.Width,
        file.Height, file.Bytes);

    private Uri? PublicLink(VariantFile file, Guid renderId, bool isPublic) =>
        publicLinks.OfRenderFile(renderId, file.Name, file.Sha256, isPublic);
}
