using RenderStudio.Core.Database;

namespace RenderStudio.Core.Administration;

/// <summary>Lists the acts of operators, newest first.</summary>
public sealed class ListActs(AdminActStore store)
{
    public async Task<Page<AdminAct>> RunAsync(ActFilter filter, CancellationToken ct) =>
        Page.Of(await store.PageAsync(filter, ct), filter.Limit, act => new(act.At, act.Id));
}
