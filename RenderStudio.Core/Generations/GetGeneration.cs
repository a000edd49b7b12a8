using System.Text.Json;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <param name="ETag">
/// Changes when the view changes, and at every five-minute boundary of the expiry of its links.
/// </param>
/// <param name="View">Null when the client's copy is current.</param>
/// <param name="RetryAfter">Recommended polling delay; null when the generation is finished.</param>
public sealed record GenerationReading(string ETag, GenerationView? View, TimeSpan? RetryAfter);

/// <summary>Reads one generation including its variants. Does not call Replicate.</summary>
public sealed class GetGeneration(
    StudioDatabase database, RenderVariants variants, BlobLinks links, PublicLinks publicLinks, CheckHints hints,
    IOptions<GenerationOptions> options)
{
    /// <param name="isKnown">Whether the client has a copy with this ETag; null when the client has no copy.</param>
    public async Task<Result<GenerationReading>> RunAsync(
        Guid id, Caller caller, Func<string, bool>? isKnown, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (await GenerationStore.FindAsync(connection, id, caller.OwnerId, options.Value) is not { } state)
            return NotFound;
        if (state.NeedsCheck)
            await hints.SendAsync([id], ct);
        var etag = ETag(state);
        var delay = PollingDelay(state);
        if (isKnown?.Invoke(etag) == true)
            return new GenerationReading(etag, null, delay);

        var delivered = state.View.RenderId is { } renderId
            ? await variants.OfAsync(connection, renderId, state.IsPublic)
            : [];
        return new GenerationReading(etag, Complete(state, delivered), delay);
    }

    internal static Problem NotFound { get; } = new(ProblemCode.NotFound, "There is no generation with this id.");

    private string ETag(GenerationState state) =>
        $"\"{state.Seq}.{state.Shown}{(state.IsPublic ? "p" : "")}{(state.StencilIsPublic ? "s" : "")}"
        + $".{links.Expiry().ToUnixTimeSeconds() / 300}\"";

    /// <summary>About four requests within the expected time, one to five seconds apart.</summary>
    private static TimeSpan? PollingDelay(GenerationState state) => state.View.FinishedAt is null
        ? TimeSpan.FromSeconds(Math.Clamp(state.ExpectedSeconds / 4, 1, 5))
        : null;

    private GenerationView Complete(GenerationState state, IReadOnlyList<VariantView> delivered) =>
        state.View with
        {
            Progress = new(state.View.Status, state.Detail, state.ExpectedSeconds),
            Variants = delivered,
            Palette = Parsed(state.Palette),
            Surface = Parsed(state.Surface),
            StencilUrl = state.StencilPath is { } stencil ? links.Sign(stencil, state.StencilIsPublic) : null,
            StencilPublicUrl = state is { StencilId: { } stencilId, StencilSha256: { } sha256 }
                ? publicLinks.OfAsset(stencilId, sha256, state.StencilIsPublic)
                : null,
            Error = state.FailureCode is { } code ? new(code, FailureCodes.Parse(code).PublicSentence()) : null,
        };

    private static JsonElement? Parsed(string? json) => json is null ? null : JsonElement.Parse(json);
}
