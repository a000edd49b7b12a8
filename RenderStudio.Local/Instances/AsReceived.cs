using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.Instances;

/// <summary>The request as the client sent it, Host and target included: the host behind rewrites both, once.</summary>
internal sealed class AsReceived : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext context, HttpRequestMessage request, string destinationPrefix, CancellationToken ct)
    {
        await base.TransformRequestAsync(context, request, destinationPrefix, ct);
        // Other forms of a target than a path are rare, and built from what was parsed.
        if (context.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] target)
            request.RequestUri = ExactUri.Create(destinationPrefix.TrimEnd('/') + target);
    }
}
