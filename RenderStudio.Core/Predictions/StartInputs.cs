using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>Reads the fields and the photos that a start needs of its generation.</summary>
public sealed class StartInputs(
    StartBriefStore briefs, DrawStencil stencils, InputLinks links, WebhookAddress webhooks,
    IOptions<ReplicateOptions> options)
{
    /// <summary>Reads the generation, and draws its stencil in a mode that has one.</summary>
    public async Task<StartBrief> ReadAsync(Guid generationId, CancellationToken ct)
    {
        var brief = await briefs.OfGenerationAsync(generationId, ct);
        return await stencils.RunAsync(generationId, ct) is { } stencil ? brief with { Photos = [stencil] } : brief;
    }

    /// <summary>
    /// Makes the photos readable for Replicate. Signed links contain prediction and attempt; the links of files that
    /// were uploaded to Replicate stay unchanged.
    /// </summary>
    public async Task<Uri[]> PhotosAsync(StartBrief brief, Prediction claimed, CancellationToken ct)
    {
        var photos = await links.PhotosAsync(brief, ct);
        return options.Value.InputDelivery == InputDelivery.SignedLink
            ? [.. photos.Select(photo => webhooks.MarkInput(photo, claimed.Id, claimed.Attempt))]
            : photos;
    }
}
