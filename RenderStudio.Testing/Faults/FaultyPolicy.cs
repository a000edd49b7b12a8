using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace RenderStudio.Testing.Faults;

/// <summary>As <see cref="FaultyHandler"/>, for clients of Azure.Core.</summary>
public sealed class FaultyPolicy(KthCall kth) : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var fault = kth.Next();
        if (fault == CallFault.FailBefore)
            throw new RequestFailedException("The connection failed (injected fault).");
        await ProcessNextAsync(message, pipeline);
        if (fault == CallFault.LoseReply)
            throw new RequestFailedException("The reply was lost (injected fault).");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException();
}
