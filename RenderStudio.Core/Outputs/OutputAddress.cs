using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Outputs;

/// <summary>
/// The addresses that outputs may be downloaded from: https on replicate.delivery and its subdomains
/// (https://replicate.com/docs/topics/predictions/output-files), and in Development one configured origin.
/// </summary>
public sealed class OutputAddress(IOptions<ReplicateOptions> options, IHostEnvironment environment)
{
    private const string Host = "replicate.delivery";

    public bool IsAllowed(Uri address)
    {
        if (!address.IsAbsoluteUri || address.UserInfo.Length > 0)
            return false;
        return IsReplicate(address) || IsDevelopmentOrigin(address);
    }

    private static bool IsReplicate(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && address.HostNameType == UriHostNameType.Dns
        && (address.IdnHost == Host || address.IdnHost.EndsWith("." + Host, StringComparison.Ordinal));

    private bool IsDevelopmentOrigin(Uri address) =>
        environment.IsDevelopment()
        && Uri.TryCreate(options.Value.DevelopmentOutputOrigin, UriKind.Absolute, out var origin)
        && Uri.Compare(
            address, origin, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.Ordinal) == 0;
}
