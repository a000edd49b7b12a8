namespace RenderStudio.Testing.Faults;

/// <summary>Injects connection faults between a client and the network.</summary>
public sealed class FaultyHandler(KthCall kth) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fault = kth.Next();
        if (fault == CallFault.FailBefore)
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The connection failed (injected fault).");
        var response = await base.SendAsync(request, cancellationToken);
        if (fault is null)
            return response;
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        response.Dispose();
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "The reply was lost (injected fault).");
    }
}
