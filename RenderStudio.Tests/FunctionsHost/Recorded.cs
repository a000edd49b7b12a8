using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace RenderStudio.Tests.FunctionsHost;

internal sealed record RecordedHeader(string Name, string Value);

internal sealed record RecordedStart(
    int Pid, int Child, string Cwd, string[] Arguments, Dictionary<string, string> Environment);

internal sealed record RecordedRequest(
    string Method, string Url, RecordedHeader[] Headers, string Body, int Bytes, int Pid)
{
    /// <summary>Its values, one per time it was sent.</summary>
    public string[] Header(string name) =>
        [.. Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value)];

    /// <summary>When the host made the call.</summary>
    public DateTimeOffset At => DateTimeOffset.Parse((string)Json["Metadata"]!["sys"]!["UtcNow"]!);

    public JObject Json => JsonConvert.DeserializeObject<JObject>(
        Body, new JsonSerializerSettings { DateParseHandling = DateParseHandling.None })!;
}
