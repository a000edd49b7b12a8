using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Reads the address of an endpoint as its owner wrote it. Only one spelling of a host is accepted, because parsers
/// differ in what they make of the others; other letters than ASCII are among them.
/// </summary>
internal static partial class EndpointUrl
{
    public const int MaxLength = 2000;

    private const int FirstUserPort = 1024;
    private const int MaxHost = 253;

    /// <summary>Ports above 1023 of services that must not receive requests written by owners.</summary>
    private static readonly int[] ClosedPorts =
    [
        1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432,
        5671, 5672, 5900, 5984, 5985, 5986, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7000,
        7001, 9042, 9092, 9200, 9300, 10080, 10250, 10255, 11211, 15672, 27017, 27018, 50000,
    ];

    private static readonly string[] LocalNames =
        ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "onion"];

    /// <param name="allowLoopback">Also accepts http and https addresses of this machine, on any port.</param>
    /// <returns>The address, or a problem of the field <c>url</c>.</returns>
    public static Result<Uri> Read(string text, bool allowLoopback)
    {
        if (text.Length > MaxLength)
            return Invalid($"Must not be longer than {MaxLength} characters.");
        if (text.Any(letter => letter is <= ' ' or '\\' or '\x7f' || char.IsWhiteSpace(letter)))
            return Invalid("Must not contain spaces, backslashes or control characters.");
        var match = Authority().Match(text);
        if (!match.Success || !Uri.TryCreate(text, UriKind.Absolute, out var url))
            return Invalid("Must be an absolute address such as https://example.com/webhooks.");
        if (match.Groups["user"].Success || url.UserInfo != "")
            return Invalid("Must not contain a user name or password.");
        if (text.Contains('#'))
            return Invalid("Must not contain a fragment.");
        var host = match.Groups["host"].Value;
        if (allowLoopback && IsLoopback(host))
            return url;
        return Refusal(url, host) is { } reason ? Invalid(reason) : url;
    }

    private static string? Refusal(Uri url, string host)
    {
        if (url.Scheme != Uri.UriSchemeHttps)
            return "Must begin with https://.";
        if (!IsOpen(url.Port))
            return "Must use port 443, or a port above 1023 that no other service is known for.";
        if (!Ascii.IsValid(host))
            return "Must write the host in ASCII, as xn--mnchen-3ya.example for münchen.example.";
        if (host is ['[', .. var six, ']'])
            return IPAddress.TryParse(six, out var address) && !six.Contains('%') ? OfAddress(address) : NotAHost;
        return EndsInNumber(host) ? OfNumbers(host) : OfName(host);
    }

    private static bool IsOpen(int port) => port == 443 || (port >= FirstUserPort && !ClosedPorts.Contains(port));

    /// <summary>Whether every parser of addresses reads the host as IPv4 (https://url.spec.whatwg.org/).</summary>
    private static bool EndsInNumber(string host)
    {
        var last = host.TrimEnd('.').Split('.')[^1];
        return last.Length > 0 && (last.All(char.IsAsciiDigit)
            || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last[2..].All(char.IsAsciiHexDigit)));
    }

    private static string? OfNumbers(string host) =>
        IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetwork
        && address.ToString() == host
            ? OfAddress(address)
            : "Must write an IPv4 address as four decimal numbers.";

    private static string? OfAddress(IPAddress address) => InternetAddress.IsPublic(address) ? null : NotPublic;

    private static string? OfName(string host)
    {
        if (host.EndsWith('.'))
            return "Must not end the host with a dot.";
        var labels = host.Split('.');
        if (host.Length > MaxHost || labels.Any(label => !Label().IsMatch(label)))
            return NotAHost;
        return labels.Length == 1 || LocalNames.Contains(labels[^1].ToLowerInvariant()) ? NotPublic : null;
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)
            && address.ToString() == host.Trim('[', ']'));

    internal const string NotPublic = "Must be the address of a server on the public internet.";

    private const string NotAHost = "Must contain a valid host.";

    internal static Problem Invalid(string reason) => Problem.OfField("url", reason);

    [GeneratedRegex(@"^https?://(?<user>[^/?#]*@)?(?<host>\[[^\]/?#]*\]|[^\[\]@:/?#%]+)(:\d{1,5})?(?=[/?#]|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Authority();

    [GeneratedRegex("^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
