using Azure.Core;
using Azure.Core.Pipeline;

namespace RenderStudio.Testing.Children;

/// <summary>Somebody who acts just before and just after each request to storage.</summary>
/// <param name="act">Told the request's number, from 0, and whether it has been answered.</param>
internal sealed class StorageHook(Func<int, bool, Task> act) : HttpPipelinePolicy
{
    private int requests;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var number = Interlocked.Increment(ref requests) - 1;
        await act(number, false);
        await ProcessNextAsync(message, pipeline);
        await act(number, true);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException();
}
