using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Administration;

/// <summary>
/// Pauses the starts of all models or of one. After the response no instance claims a prediction of it for a start;
/// runs that were started before, or are being started, continue. Waiting predictions are started after the pause.
/// </summary>
public sealed class PauseStarts(StudioDatabase database, ModelCatalogue models, ReadStarts read)
{
    /// <param name="model">Null for all models.</param>
    /// <returns>All pauses. A pause that exists already keeps its reason and is not recorded again.</returns>
    public async Task<Result<StartsView>> RunAsync(
        string? model, string reason, Caller caller, CancellationToken ct)
    {
        if (UnknownModel(models, model) is { } unknown)
            return unknown;
        await database.InTransactionAsync(async connection =>
        {
            if (!await StartPauseStore.AddAsync(connection, model, reason, caller.OwnerId))
                return;
            var act = new NewAct(caller.OwnerId, ActKind.PauseStarts, model ?? AdminAct.Everything, reason, []);
            await AdminActStore.AppendAsync(connection, act);
        }, ct);
        return await read.RunAsync(ct);
    }

    /// <returns>Null for a model of the catalog, and for all models.</returns>
    internal static Problem? UnknownModel(ModelCatalogue models, string? model) =>
        model is null || models.Models.Any(known => known.Id == model)
            ? null
            : Problem.OfField("model",
                $"Unknown model. Known models: {string.Join(", ", models.Models.Select(known => known.Id))}.");
}
