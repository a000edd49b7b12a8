using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Administration;

/// <summary>
/// Ends one pause: that of all models, or that of one model. The reconciler starts the waiting predictions in its next
/// round.
/// </summary>
public sealed class ResumeStarts(StudioDatabase database, ModelCatalogue models, ReadStarts read)
{
    /// <param name="model">Null for the pause of all models; pauses of single models remain.</param>
    /// <returns>
    /// The remaining pauses. A pause that does not exist is not recorded; it is an error if the model is unknown, too.
    /// </returns>
    public async Task<Result<StartsView>> RunAsync(
        string? model, string reason, Caller caller, CancellationToken ct)
    {
        var ended = await database.InTransactionAsync(async connection =>
        {
            if (!await StartPauseStore.RemoveAsync(connection, model))
                return false;
            var act = new NewAct(caller.OwnerId, ActKind.ResumeStarts, model ?? AdminAct.Everything, reason, []);
            await AdminActStore.AppendAsync(connection, act);
            return true;
        }, ct);
        if (!ended && PauseStarts.UnknownModel(models, model) is { } unknown)
            return unknown;
        return await read.RunAsync(ct);
    }
}
