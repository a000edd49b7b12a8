using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Children;

/// <summary>What happens to one request to blob storage.</summary>
public enum StorageFault
{
    /// <summary>It is never sent, and nothing after it.</summary>
    DiesBefore,

    /// <summary>It is done, its reply is lost, and nothing is sent after it.</summary>
    DiesAfter,

    /// <summary>It and whatever follows is sent only when the test says so.</summary>
    Freezes,
}

/// <summary>A worker's storage that fails at its k-th request, counted from 0.</summary>
public sealed class FaultyStorage(int at, StorageFault fault) : HttpPipelinePolicy
{
    private readonly TaskCompletionSource thaw = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int requests, underWay;
    private volatile bool waits;

    /// <summary>Whether the fault was met at all.</summary>
    public bool Met => requests > at;

    /// <summary>Done when the k-th request waits, and all before it have ended.</summary>
    public Task Frozen => frozen.Task;

    public void Thaw() => thaw.TrySetResult();

    public BlobServiceClient Client(string connectionString)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        options.AddPolicy(this, HttpPipelinePosition.PerCall);
        return new(connectionString, options);
    }

    /// <summary>A worker that moves files, as it runs in another process, with this trouble of its own.</summary>
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
            TellFrozen();
            await thaw.Task;
        }

        if (fault != StorageFault.Freezes && (mine > at || (mine == at && fault == StorageFault.DiesBefore)))
            throw new IOException("The worker is dead.");
        Interlocked.Increment(ref underWay);
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
            TellFrozen();
        }

        if (mine == at && fault == StorageFault.DiesAfter)
            throw new IOException("The worker is dead.");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException();

    private void TellFrozen()
    {
        if (waits && underWay == 0)
            frozen.TrySetResult();
    }
}
