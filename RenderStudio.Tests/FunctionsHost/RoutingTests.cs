using System.Net;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class RoutingTests(RoutedApp routed) : IClassFixture<RoutedApp>
{
    [Theory]
    [InlineData("GET", "/api/items/7", "200")]
    [InlineData("GET", "/API/ITEMS/7", "200")]
    [InlineData("POST", "/api/items/7", "404")]
    [InlineData("GET", "/api/items/seven", "404")]
    [InlineData("GET", "/items/7", "404")]
    [InlineData("DELETE", "/api/Named", "200")]
    [InlineData("GET", "/api/files/a/b/c", "200")]
    [InlineData("GET", "/api/off", "404")]
    [InlineData("GET", "/api/switched", "404")]
    [InlineData("GET", "/beside", "200")]
    [InlineData("GET", "/", "200")]
    [InlineData("POST", "/Named", "404")]
    public async Task Routes_are_matched_as_at_the_host(string method, string path, string status)
    {
        var answer = await routed.Client.SendAsync(new HttpMethod(method), path);
        Assert.Equal(status, ((int)answer.StatusCode).ToString());
        if (status == "404")
            Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_homepage_can_be_switched_off()
    {
        using var app = new ScriptedApp().Http("Hello", "hello");
        await using var host = await app.StartAsync(change: options => options with
        {
            Settings = new Dictionary<string, string> { ["AzureWebJobsDisableHomepage"] = "true" },
        });
        using var client = new FrontDoorClient(host);
        Assert.Equal(HttpStatusCode.NoContent, (await client.GetAsync("")).StatusCode);
    }

    [Fact]
    public async Task An_outsider_cannot_reach_the_path_of_a_trigger()
    {
        using var app = new ScriptedApp().Http("Hello", "hello")
            .Timer("Tick", "0 0 0 1 1 *", ", \"useMonitor\": false");
        await using var host = await app.StartAsync();
        using var client = new FrontDoorClient(host);
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendAsync(HttpMethod.Post, "Tick")).StatusCode);
        Assert.Empty(app.Requests("/Tick"));
    }
}
