using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.Instances;

/// <summary>
/// Forwards a request unchanged, including Host and request target, because the Functions host rewrites both.
/// </summary>
internal sealed class UnchangedRequestTransformer : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext context, HttpRequestMessage request, string destinationPrefix, CancellationToken ct)
    {
        await base.TransformRequestAsync(context, request, destinationPrefix, ct);
        // A request target that is not a path is rare, and is built from its parsed form.
        if (context.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] target)
            request.RequestUri = ExactUri.Create(destinationPrefix.TrimEnd('/') + target);
    }
}
