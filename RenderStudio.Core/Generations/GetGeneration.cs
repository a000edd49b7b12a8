using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Storage;

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
        if (await GenerationStore.FindAsync(connection, id, caller.OwnerId, options.Value) is not { } row)
            return NotFound;
        if (row.Quiet)
            await hints.SendAsync(id, ct);
        var etag = ETag(row);
        var advice = Advice(row);
        if (etag == knownETag)
            return new GenerationReading(etag, null, advice);

        var pictures = row.RenderId is { } renderId
            ? await variants.OfAsync(connection, renderId, row.IsPublic)
            : [];
        return new GenerationReading(etag, View(row, pictures), advice);
    }

    internal static Problem NotFound { get; } = new(ProblemCode.NotFound, "There is no such generation.");

    private string ETag(GenerationRow row) =>
        $"\"{row.Seq}.{row.Shown}{(row.IsPublic ? "p" : "")}.{links.Expiry().ToUnixTimeSeconds() / 300}\"";

    /// <summary>About four looks in the usual time, one to five seconds apart.</summary>
    private static TimeSpan? Advice(GenerationRow row) =>
        row.FinishedAt is null ? TimeSpan.FromSeconds(Math.Clamp(row.ExpectedSeconds / 4, 1, 5)) : null;

    private static GenerationView View(GenerationRow row, IReadOnlyList<VariantView> pictures) => new()
    {
        Id = row.Id,
        Status = row.Status,
        Mode = row.Mode,
        Prompt = row.Prompt,
        NegativePrompt = row.NegativePrompt,
        RoomType = row.RoomType,
        Style = row.Style,
        AspectRatio = row.AspectRatio,
        Quality = row.Quality,
        Seed = row.Seed,
        Model = row.Model,
        MaxWaitSeconds = row.MaxWaitSeconds,
        Input1 = row.Input1Id,
        Input2 = row.Input2Id,
        Progress = new(row.Status, row.Detail, row.ExpectedSeconds),
        Requested = row.Variants,
        Delivered = row.Delivered,
        Variants = pictures,
        RenderId = row.RenderId,
        RetriedFrom = row.RetriedFrom,
        Error = row.FailureCode is { } code ? new(code, FailureCodes.Parse(code).PublicSentence()) : null,
        CreatedAt = row.CreatedAt,
        FinishedAt = row.FinishedAt,
        CanceledAt = row.CanceledAt,
    };
}
