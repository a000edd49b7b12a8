using System.Text.Json;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <param name="ETag">Changes whenever the view does, and with every five-minute boundary of its links.</param>
/// <param name="View">Null when the caller's copy is as good.</param>
/// <param name="RetryAfter">When to ask again; null when nothing will change.</param>
public sealed record GenerationReading(string ETag, GenerationView? View, TimeSpan? RetryAfter);

/// <summary>The state of one generation, pictures included. Never waits for Replicate.</summary>
public sealed class GetGeneration(
    StudioDatabase database, RenderVariants variants, BlobLinks links, CheckHints hints,
    IOptions<GenerationOptions> options)
{
    /// <param name="knownETag">Of the copy that the caller has; null for none.</param>
    public async Task<Result<GenerationReading>> RunAsync(
        Guid id, Caller caller, string? knownETag, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (await GenerationStore.FindAsync(connection, id, caller.OwnerId, options.Value) is not { } state)
            return NotFound;
        if (state.Quiet)
            await hints.SendAsync([id], ct);
        var etag = ETag(state);
        var advice = Advice(state);
        if (etag == knownETag)
            return new GenerationReading(etag, null, advice);

        var pictures = state.View.RenderId is { } renderId
            ? await variants.OfAsync(connection, renderId, state.IsPublic)
            : [];
        return new GenerationReading(etag, Complete(state, pictures), advice);
    }

    internal static Problem NotFound { get; } = new(ProblemCode.NotFound, "There is no such generation.");

    private string ETag(GenerationState state) =>
        $"\"{state.Seq}.{state.Shown}{(state.IsPublic ? "p" : "")}{(state.StencilIsPublic ? "s" : "")}.{links.Expiry().ToUnixTimeSeconds() / 300}\"";

    /// <summary>About four looks in the usual time, one to five seconds apart.</summary>
    private static TimeSpan? Advice(GenerationState state) => state.View.FinishedAt is null
        ? TimeSpan.FromSeconds(Math.Clamp(state.ExpectedSeconds / 4, 1, 5))
        : null;

    private GenerationView Complete(GenerationState state, IReadOnlyList<VariantView> pictures) =>
        state.View with
        {
            Progress = new(state.View.Status, state.Detail, state.ExpectedSeconds),
            Variants = pictures,
            Palette = Parsed(state.Palette),
            Surface = Parsed(state.Surface),
            StencilUrl = state.StencilPath is { } stencil ? links.Sign(stencil, state.StencilIsPublic) : null,
            Error = state.FailureCode is { } code ? new(code, FailureCodes.Parse(code).PublicSentence()) : null,
        };

    private static JsonElement? Parsed(string? json) => json is null ? null : JsonElement.Parse(json);
}
