using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace RenderStudio.Tests.Support;

/// <summary>What happens to one request to blob storage.</summary>
public enum StorageFault
{
    /// <summary>It is never sent, and nothing after it.</summary>
    DiesBefore,

    /// <summary>It is done, its reply is lost, and nothing is sent after it.</summary>
    DiesAfter,

    /// <summary>It is sent only when the test says so.</summary>
    Freezes,
}

/// <summary>A worker's storage that fails at its k-th request, counted from 0.</summary>
public sealed class FaultyStorage(int at, StorageFault fault) : HttpPipelinePolicy
{
    private readonly TaskCompletionSource thaw = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int requests;

    /// <summary>Whether the fault was met at all.</summary>
    public bool Met => requests > at;

    /// <summary>Done when the k-th request waits.</summary>
    public Task Frozen => frozen.Task;

    public void Thaw() => thaw.TrySetResult();

    public BlobServiceClient Client(string connectionString)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        options.AddPolicy(this, HttpPipelinePosition.PerCall);
        return new(connectionString, options);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var mine = Interlocked.Increment(ref requests) - 1;
        if (mine == at && fault == StorageFault.Freezes)
        {
            frozen.TrySetResult();
            await thaw.Task;
        }

        if (fault != StorageFault.Freezes && (mine > at || (mine == at && fault == StorageFault.DiesBefore)))
            throw new IOException("The worker is dead.");
        await ProcessNextAsync(message, pipeline);
        if (mine == at && fault == StorageFault.DiesAfter)
            throw new IOException("The worker is dead.");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException();
}
