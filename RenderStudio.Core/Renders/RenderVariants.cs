using System.Text.Json;
using Npgsql;
using RenderStudio.Core.Storage;

namespace RenderStudio.Core.Renders;

/// <summary>The pictures of a render, with links signed now.</summary>
public sealed class RenderVariants(BlobLinks links)
{
    public async Task<IReadOnlyList<VariantView>> OfAsync(NpgsqlConnection connection, Guid renderId, bool isPublic) =>
        [.. (await VariantStore.OfRenderAsync(connection, renderId)).Select(variant => View(variant, isPublic))];

    private VariantView View(VariantRow row, bool isPublic) => new(
        row.Index,
        row.Rank,
        links.Sign(row.Path, isPublic),
        row.ThumbnailPath is null ? null : links.Sign(row.ThumbnailPath, isPublic),
        row.Width,
        row.Height,
        row.Bytes,
        row.Quality is null ? null : JsonElement.Parse(row.Quality));
}
