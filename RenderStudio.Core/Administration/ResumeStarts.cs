using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Administration;

/// <summary>
/// Ends one pause: that of all models, or that of one model. The reconciler starts the waiting predictions in its next
/// round.
/// </summary>
public sealed class ResumeStarts(StudioDatabase database, ReadStarts read)
{
    /// <param name="model">Null for the pause of all models; pauses of single models remain.</param>
    /// <returns>The remaining pauses. A pause that does not exist is no error and is not recorded.</returns>
    public async Task<StartsView> RunAsync(string? model, string? reason, Caller caller, CancellationToken ct)
    {
        await database.InTransactionAsync(async connection =>
        {
            if (!await StartPauseStore.RemoveAsync(connection, model))
                return;
            var act = new NewAct(caller.OwnerId, ActKind.ResumeStarts, model ?? AdminAct.Everything, reason, []);
            await AdminActStore.AppendAsync(connection, act);
        }, ct);
        return await read.RunAsync(ct);
    }
}
