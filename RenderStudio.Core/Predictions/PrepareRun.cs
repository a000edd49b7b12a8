using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>A run that is ready to be created: its model and its input.</summary>
/// <param name="Deadline">The owner's maximum wait; null for none.</param>
/// <param name="Webhook">Null when webhooks are off.</param>
public sealed record PreparedRun(Model Model, JsonObject Input, TimeSpan? Deadline, Uri? Webhook);

/// <summary>Builds the model's input for a prediction. It creates no run.</summary>
public sealed partial class PrepareRun(
    StartInputs inputs, WebhookAddress webhooks, ModelCatalogue models, IOptions<PredictionOptions> options,
    ILogger<PrepareRun> logger)
{
    /// <returns>The run, or the outcome when no create call can be made.</returns>
    public async Task<(PreparedRun? Run, CreateOutcome? Instead)> RunAsync(Prediction claimed, CancellationToken ct)
    {
        var brief = await inputs.ReadAsync(claimed.GenerationId, ct);
        Uri[] photos;
        try
        {
            photos = await inputs.PhotosAsync(brief, claimed, ct);
        }
        catch (HttpRequestException error)
        {
            LogPhotoNotUploaded(logger, error.Message);
            return (null, new CreateOutcome.NotSent(TimeSpan.FromSeconds(options.Value.AccountRejectedRetrySeconds)));
        }

        var model = models.Get(brief.Model);
        var mapped = models.Map(model, RequestOf(brief, claimed, photos));
        if (mapped.Errors is [_, ..])
            return (null, new CreateOutcome.InvalidInput(string.Join("; ", mapped.Errors)));
        TimeSpan? deadline = brief.MaxWaitSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return (new(model, mapped.Input, deadline, webhooks.For(claimed.Id, claimed.Attempt)), null);
    }

    private static ModelRequest RequestOf(StartBrief brief, Prediction claimed, Uri[] photos) => new()
    {
        Mode = brief.Mode,
        Prompt = brief.ComposedPrompt,
        Negative = brief.ComposedNegative,
        Avoid = brief.NegativePrompt,
        AspectRatio = brief.AspectRatio,
        Quality = brief.Quality,
        Variants = claimed.VariantCount,
        Seed = claimed.Seed,
        Photos = photos,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not upload the photo to Replicate: {Reason}")]
    private static partial void LogPhotoNotUploaded(ILogger logger, string reason);
}
