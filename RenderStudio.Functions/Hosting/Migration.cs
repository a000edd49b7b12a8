using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Renders;

namespace RenderStudio.Functions.Hosting;

/// <summary><c>RenderStudio.Functions migrate</c>: creates tables, containers and queues, and indexes renders for
/// search. Idempotent.</summary>
public static class Migration
{
    public static async Task RunAsync(IServiceProvider services)
    {
        await services.GetRequiredService<Migrator>().RunAsync(CancellationToken.None);
        await services.GetRequiredService<IndexSearchWords>().RunAsync(int.MaxValue, CancellationToken.None);
        await services.GetRequiredService<StorageSetup>().RunAsync(
            [.. services.GetRequiredService<IOptions<HttpOptions>>().Value.AllowedOrigins], CancellationToken.None);
    }
}
