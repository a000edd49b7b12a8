using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Renders;

/// <summary>Gets one render with all variants, its inputs and its timeline.</summary>
public sealed class GetRender(
    StudioDatabase database, RenderVariants variants, BlobLinks links, PublicLinks publicLinks, ModelCatalogue models)
{
    public async Task<Result<RenderView>> RunAsync(Guid id, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (await RenderStore.FindAsync(connection, id, caller.OwnerId) is not { } render)
            return NotFound;
        return render with
        {
            Seed = TakesSeed(render.Model) ? render.Seed : null,
            Variants = await variants.InAllSizesAsync(connection, id, render.IsPublic),
            Inputs = [.. (await RenderStore.InputsAsync(connection, render.GenerationId)).Select(Show)],
            Timeline = await GenerationEventStore.ListAsync(connection, render.GenerationId, after: 0),
        };
    }

    internal static Problem NotFound { get; } = new(ProblemCode.NotFound, "There is no render with this id.");

    // The model of an old render may no longer be in the catalogue.
    private bool TakesSeed(string model) => models.Models.Any(one => one.Id == model && one.TakesSeed);

    private InputView Show(InputRow input) => new(
        input.Id,
        input.Deleted ? null : links.Sign(input.Path, input.IsPublic),
        publicLinks.OfAsset(input.Id, input.Sha256, input.IsPublic && !input.Deleted),
        input.Width,
        input.Height);
}
