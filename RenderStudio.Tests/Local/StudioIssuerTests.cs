using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Local;

public sealed class StudioIssuerTests
{
    [Fact]
    public async Task The_app_of_a_studio_with_an_issuer_accepts_its_tokens_and_those_of_the_studio()
    {
        await using var studio = await StudioProcess.StartAsync("--ephemeral", "--issuer", "0");
        // The studio prints its addresses after it has become ready.
        await Eventually.BecomesTrueAsync(() => studio.Output.Contains("Ctrl-C"));
        var issuer = studio.Output.Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(words => words is ["Issuer", _])[1];
        using var client = new HttpClient(new SocketsHttpHandler());
        var fields = new Dictionary<string, string> { ["grant_type"] = "password", ["username"] = "ann" };

        using var answer = await client.PostAsync($"{issuer}/token", new FormUrlEncodedContent(fields));
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();

        Assert.Contains($"curl -s {issuer}/token -d grant_type=password -d username=ann", studio.Output);
        using var ann = studio.Client(token);
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("/api/v1/usage")).StatusCode);
        using var own = await studio.ClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await own.GetAsync("/api/v1/usage")).StatusCode);
        using var forged = studio.Client($"{token![..^8]}AAAAAAAA");
        Assert.Equal(HttpStatusCode.Unauthorized, (await forged.GetAsync("/api/v1/usage")).StatusCode);
    }
}
