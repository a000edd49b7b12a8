using System.Net;
using System.Text;
using Newtonsoft.Json.Linq;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class JsonModeTests
{
    private const string WithoutProxying = """{ "customHandler": { "enableProxyingHttpRequest": false } }""";

    [Fact]
    public async Task Without_proxying_the_request_is_described_in_json()
    {
        using var app = new ScriptedApp().Host(WithoutProxying).Http("Items", "items/{id}");
        await using var host = await app.StartAsync();
        using var client = new FrontDoorClient(host);
        var body = new StringContent("{\"a\":1}", Encoding.UTF8, "application/json");
        await client.SendAsync(HttpMethod.Put, "items/7?t=1", body);

        var call = Assert.Single(await app.RequestsAsync("/Items"));
        Assert.Equal("POST", call.Method);
        Assert.Equal(["chunked"], call.Header("Transfer-Encoding"));
        Assert.Empty(call.Header("Content-Length"));
        Assert.Equal(["application/json; charset=utf-8"], call.Header("Content-Type"));
        Assert.StartsWith("Azure-Functions-Host/", Assert.Single(call.Header("User-Agent")));
        Assert.True(Guid.TryParse(Assert.Single(call.Header("X-Azure-Functions-InvocationId")), out _));
        var request = call.Json["Data"]!["req"]!;
        Assert.Equal($"{host.Address}items/7?t=1", (string?)request["Url"]);
        Assert.Equal("PUT", (string?)request["Method"]);
        Assert.Equal("1", (string?)request["Query"]!["t"]);
        Assert.Equal("7", (string?)request["Params"]!["id"]);
        Assert.Equal("application/json; charset=utf-8", (string?)request["Headers"]!["Content-Type"]![0]);
        Assert.Equal("{\"a\":1}", (string?)request["Body"]);
        var metadata = call.Json["Metadata"]!;
        Assert.Equal("\"1\"", (string?)metadata["t"]);
        Assert.Equal("\"7\"", (string?)metadata["id"]);
        Assert.Equal("\"1\"", (string?)metadata["a"]);
        Assert.Equal("Items", (string?)metadata["sys"]!["MethodName"]);
    }

    [Fact]
    public async Task A_binary_body_is_base64_and_an_absent_one_is_absent()
    {
        using var app = new ScriptedApp().Host(WithoutProxying).Http("Items", "items");
        await using var host = await app.StartAsync();
        using var client = new FrontDoorClient(host);
        var bytes = new ByteArrayContent([0, 255]);
        bytes.Headers.Add("Content-Type", "application/octet-stream");
        await client.SendAsync(HttpMethod.Post, "items", bytes);
        await client.GetAsync("items");
        var calls = await app.RequestsAsync("/Items", atLeast: 2);
        Assert.Equal("AP8=", (string?)calls[0].Json["Data"]!["req"]!["Body"]);
        Assert.Null(calls[1].Json["Data"]!["req"]!["Body"]);
    }

    [Theory]
    [InlineData("""{"Outputs":{"res":{"statusCode":201,"headers":{"Location":"/x"},"body":"hi"}}}""", 201, "hi")]
    [InlineData("""{"outputs":{"RES":{"StatusCode":"202","body":{"a":1}}}}""", 202, "{\n  \"a\": 1\n}")]
    [InlineData("""{"Outputs":{"res":{"status":404,"body":null}}}""", 200, "")]
    [InlineData("""{"Outputs":{}}""", 200, "{}")]
    [InlineData("""{"Outputs":{"res":"text"}}""", 500, "")]
    [InlineData("""{"Outputs":{"res":{"statusCode":"many"}}}""", 500, "")]
    public async Task The_response_is_made_from_the_http_output(string reply, int status, string body)
    {
        using var app = new ScriptedApp().Host(WithoutProxying).Http("Items", "items")
            .Answer("/Items", new { body = reply });
        await using var host = await app.StartAsync();
        using var client = new FrontDoorClient(host);
        var answer = await client.GetAsync("items");
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Equal(body, (await answer.Content.ReadAsStringAsync()).ReplaceLineEndings("\n"));
        Assert.Equal(status == 201 ? "/x" : null, answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task The_handlers_own_status_is_not_passed_on()
    {
        using var app = new ScriptedApp().Host(WithoutProxying).Http("Items", "items")
            .Answer("/Items", new { status = 404 });
        await using var host = await app.StartAsync();
        using var client = new FrontDoorClient(host);
        var answer = await client.GetAsync("items");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }
}
