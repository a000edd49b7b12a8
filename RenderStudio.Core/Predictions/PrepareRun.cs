using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>What is bought: a model and its input.</summary>
/// <param name="Deadline">The owner's; null for none.</param>
public sealed record PreparedRun(Model Model, JsonObject Input, TimeSpan? Deadline);

/// <summary>Puts a prediction into its model's words. Buys nothing.</summary>
public sealed partial class PrepareRun(
    StartBriefStore briefs, DrawStencil stencils, InputLinks inputs, WebhookAddress marks, ModelCatalogue models,
    IOptions<PredictionOptions> options, IOptions<ReplicateOptions> replicate, ILogger<PrepareRun> logger)
{
    /// <returns>The run, or why there is nothing to send.</returns>
    public async Task<(PreparedRun? Run, CreateOutcome? Instead)> RunAsync(Prediction claimed, CancellationToken ct)
    {
        var brief = await briefs.OfGenerationAsync(claimed.GenerationId, ct);
        if (await stencils.RunAsync(claimed.GenerationId, ct) is { } stencil)
            brief = brief with { Photos = [stencil] };
        Uri[] photos;
        try
        {
            photos = await inputs.PhotosAsync(brief, ct);
        }
        catch (HttpRequestException error)
        {
            LogNoPhoto(logger, error.Message);
            return (null, new CreateOutcome.NotSent(TimeSpan.FromSeconds(options.Value.AccountRejectedRetrySeconds)));
        }

        var model = models.Get(brief.Model);
        var mapped = models.Map(model, new ModelRequest(
            brief.Mode, brief.ComposedPrompt, brief.ComposedNegative, brief.NegativePrompt, brief.AspectRatio,
            brief.Quality, claimed.VariantCount, claimed.Seed, Marked(photos, claimed)));
        if (mapped.Trouble is [_, ..])
            return (null, new CreateOutcome.Unfit(string.Join("; ", mapped.Trouble)));
        TimeSpan? deadline = brief.MaxWaitSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return (new(model, mapped.Input, deadline), null);
    }

    /// <summary>Files uploaded to Replicate keep the address that it gave them.</summary>
    private Uri[] Marked(Uri[] photos, Prediction claimed) =>
        replicate.Value.InputTransport == "link"
            ? [.. photos.Select(photo => marks.MarkInput(photo, claimed.Id, claimed.Attempt))]
            : photos;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The photo could not be given to Replicate: {Reason}")]
    private static partial void LogNoPhoto(ILogger logger, string reason);
}
