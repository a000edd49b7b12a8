using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Renders;

/// <summary>
/// Indexes the renders that an earlier version of the app wrote after the migration. The number per round is limited,
/// so that the round does not delay the next one.
/// </summary>
internal sealed class SearchWordsSweep(IndexSearchWords index) : ISweep
{
    internal const int RoundSize = 5000;

    public string Name => "renders without search words";

    public bool IsUrgent => true;

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var found = await index.CountAsync(ct);
        return new(found, found == 0 || dryRun ? 0 : await index.RunAsync(RoundSize, ct));
    }
}
