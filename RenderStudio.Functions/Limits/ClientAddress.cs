using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Limits;

/// <summary>
/// The address that a client is counted under. Without <see cref="HttpOptions.ClientAddressHeader"/> it is the one that
/// the Functions host reports; the worker reads it from the last entry of <c>X-Forwarded-For</c>.
/// </summary>
public sealed partial class ClientAddress(IOptions<HttpOptions> options, ILogger<ClientAddress> logger)
{
    private const string ForwardedFor = "X-Forwarded-For";

    // A provider assigns at least one such network to each customer: https://www.rfc-editor.org/rfc/rfc6177
    private const int NetworkBytes = 8;

    // The longest address with brackets and port has 47 characters.
    private const int MaxEntry = 64;

    private readonly string header = options.Value.ClientAddressHeader.Trim();
    private readonly int proxies = options.Value.TrustedProxies;
    private bool hasLogged;

    /// <summary>The address; of IPv6 the network of 64 bits.</summary>
    public string Of(HttpContext context)
    {
        var forwarded = header == "" ? null : Forwarded(context);
        if (header != "" && forwarded is null && !Interlocked.Exchange(ref hasLogged, true))
            LogNotForwarded(logger, header, proxies);
        return Text(forwarded ?? context.Connection.RemoteIpAddress);
    }

    // Each trusted proxy adds one entry at the end, so the client cannot write this entry.
    /// <returns>Null for an entry that is missing or no address: the connecting proxy is then counted.</returns>
    private IPAddress? Forwarded(HttpContext context)
    {
        var entries = string.Join(',', context.Request.Headers[header].AsEnumerable()).Split(',').ToList();
        // The worker removes the last entry of this header when it reads it.
        if (header.Equals(ForwardedFor, StringComparison.OrdinalIgnoreCase))
            entries.Add($"{context.Connection.RemoteIpAddress}");
        return entries.Count < proxies ? null : Read(entries[^proxies].Trim());
    }

    // App Service adds the port of the client. "1" and "0x7f.1" are addresses to the parser, too.
    private static IPAddress? Read(string entry) =>
        entry.Length <= MaxEntry && IPEndPoint.TryParse(entry, out var endpoint)
        && (endpoint.AddressFamily == AddressFamily.InterNetworkV6
            || entry.StartsWith($"{endpoint.Address}", StringComparison.Ordinal))
            ? endpoint.Address
            : null;

    private static string Text(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } =>
            Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, NetworkBytes)),
        _ => address.ToString(),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "A request has no client address in the header {Header} (entry {Entry} from its end), so its proxy is counted; "
        + "further ones are not logged")]
    private static partial void LogNotForwarded(ILogger logger, string header, int entry);
}
