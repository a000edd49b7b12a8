using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Children;

/// <summary>The fault of one request to blob storage.</summary>
public enum StorageFault
{
    /// <summary>The request and all following requests are never sent.</summary>
    CrashesBefore,

    /// <summary>The request is performed, its reply is lost, and no following request is sent.</summary>
    CrashesAfter,

    /// <summary>The request and all following requests are sent only when the test permits.</summary>
    Freezes,
}

/// <summary>The storage client of a worker that fails at its k-th request, counted from 0.</summary>
public sealed class FaultyStorage(int at, StorageFault fault) : HttpPipelinePolicy
{
    private readonly TaskCompletionSource thaw = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int requests, underWay;
    private volatile bool waits;

    /// <summary>Whether the k-th request occurred.</summary>
    public bool Met => requests > at;

    /// <summary>Completes when the k-th request waits and all earlier requests have ended.</summary>
    public Task Frozen => frozen.Task;

    public void Thaw() => thaw.TrySetResult();

    public BlobServiceClient Client(string connectionString)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        options.AddPolicy(this, HttpPipelinePosition.PerCall);
        return new(connectionString, options);
    }

    /// <summary>A worker that moves files, as in another process, with this fault.</summary>
    public async Task<FinishPendingMoves> MoverAsync(Engine engine, Services services)
    {
        var client = Client(await services.StorageConnectionAsync());
        var moves = new FileMoves(client, engine.Get<BlobFiles>(), TimeProvider.System);
        var files = new BlobFiles(client, engine.Get<BlobSigner>());
        return new(engine.Get<PendingMoveStore>(), moves, files, engine.Get<IOptions<StorageOptions>>());
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var mine = Interlocked.Increment(ref requests) - 1;
        if (mine >= at && fault == StorageFault.Freezes)
        {
            waits = true;
            ReportFrozen();
            await thaw.Task;
        }

        if (fault != StorageFault.Freezes && (mine > at || (mine == at && fault == StorageFault.CrashesBefore)))
            throw new IOException("The worker has crashed.");
        Interlocked.Increment(ref underWay);
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
            ReportFrozen();
        }

        if (mine == at && fault == StorageFault.CrashesAfter)
            throw new IOException("The worker has crashed.");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException();

    private void ReportFrozen()
    {
        if (waits && underWay == 0)
            frozen.TrySetResult();
    }
}
