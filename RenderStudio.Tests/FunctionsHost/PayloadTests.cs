using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class PayloadTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_text_message_is_a_json_string_in_a_string()
    {
        Assert.Equal("\"hello\"", Data("hello"));
        Assert.Equal("\"{\\\"a\\\":\\\"b\\\\n\\\",\\\"n\\\":1}\"", Data("{\"a\":\"b\\n\",\"n\":1}"));
    }

    [Fact]
    public void Bytes_are_base64_once() => Assert.Equal("aGVsbG8=", Data("hello"u8.ToArray()));

    [Fact]
    public void An_object_is_written_as_it_is() =>
        Assert.Equal("{\"IsPastDue\":false}", Data(new JObject { ["IsPastDue"] = false }));

    [Fact]
    public void Metadata_double_encodes_scalars_and_writes_times_in_whole_seconds()
    {
        var metadata = Metadata(new TriggerPayload("msg", "x")
            .With("DequeueCount", 1L)
            .With("Id", "800ae4b3")
            .With("InsertionTime", Noon.AddMilliseconds(250))
            .With("ExpirationTime", null)
            .With("QueueTrigger", "text"));
        Assert.Equal("1", (string?)metadata["DequeueCount"]);
        Assert.Equal("\"800ae4b3\"", (string?)metadata["Id"]);
        Assert.Equal("2026-11-20T12:00:00+00:00", (string?)metadata["InsertionTime"]);
        Assert.False(metadata.ContainsKey("ExpirationTime"));
        Assert.False(metadata.ContainsKey("QueueTrigger"));
        Assert.Equal("Work", (string?)metadata["sys"]!["MethodName"]);
        Assert.Equal("2026-11-20T12:00:00Z", (string?)metadata["sys"]!["UtcNow"]);
        Assert.True(Guid.TryParse((string?)metadata["sys"]!["RandGuid"], out _));
    }

    [Fact]
    public void Properties_of_a_json_message_are_merged_and_overwrite()
    {
        var metadata = Metadata(new TriggerPayload("msg", "x").With("Id", "real").WithPropertiesOf(
            """{"id":"mine","n":1,"yes":true,"at":"2026-01-02T03:04:05Z","deep":{"a":1},"list":[1],"none":null}"""));
        Assert.Equal("\"mine\"", (string?)metadata["Id"]);
        Assert.Equal("\"1\"", (string?)metadata["n"]);
        Assert.Equal("\"True\"", (string?)metadata["yes"]);
        Assert.Equal("\"01/02/2026 03:04:05\"", (string?)metadata["at"]);
        Assert.Equal(1, (int?)metadata["deep"]!["a"]);
        Assert.False(metadata.ContainsKey("list"));
        Assert.False(metadata.ContainsKey("none"));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("[1]")]
    [InlineData("{ not json")]
    public void Other_text_merges_nothing(string text)
    {
        var metadata = Metadata(new TriggerPayload("msg", text).WithPropertiesOf(text));
        Assert.Equal(["sys"], metadata.Properties().Select(property => property.Name));
    }

    private static string Data(object value)
    {
        var data = Read(new TriggerPayload("msg", value))["Data"]!["msg"]!;
        return data is JObject ? data.ToString(Formatting.None) : (string)data!;
    }

    private static JObject Metadata(TriggerPayload payload) => (JObject)Read(payload)["Metadata"]!;

    private static JObject Read(TriggerPayload payload) => JsonConvert.DeserializeObject<JObject>(
        payload.ToJson("Work", Noon), new JsonSerializerSettings { DateParseHandling = DateParseHandling.None })!;
}
