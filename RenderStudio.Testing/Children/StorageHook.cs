using Azure.Core;
using Azure.Core.Pipeline;

namespace RenderStudio.Testing.Children;

/// <summary>Runs an action before and after each request to storage.</summary>
/// <param name="act">Receives the number of the request, from 0, and whether its response has arrived.</param>
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
