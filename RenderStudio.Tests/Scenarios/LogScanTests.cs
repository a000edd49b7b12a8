using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Tests.Functions;
using RenderStudio.Tests.Imaging;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.Scenarios;

/// <summary>What the log of the whole studio tells after requests, photos, runs and failures.</summary>
public sealed class LogScanTests(SharedStudio shared)
{
    [Fact]
    public async Task A_log_tells_no_link_token_key_prompt_or_subject()
    {
        var studio = await shared.RunningAsync();
        var (subject, word) = ($"logged-{Guid.NewGuid():n}", $"gazebo{Guid.NewGuid():n}");
        using var http = studio.Client(await studio.TokenAsync(subject));
        using var user = new StudioUser(http);
        using var stranger = studio.Client(null);
        var photo = Drawing.Quarters(640, 480).EncodeJpeg();

        var grant = await http.GrantedAsync(photo.Length);
        Assert.Equal(HttpStatusCode.Created, (await stranger.PutAsync(grant, photo)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.CompleteAsync(grant)).StatusCode);
        var input1 = grant.GetProperty("assetId").GetGuid();
        var ended = await user.SucceededAsync(await user.SubmitAsync(
            new { mode = "redesign", input1, style = "japandi", prompt = word }));
        await StudioUser.DownloadAsync(ended.GetProperty("variants")[0].GetProperty("url"));
        var failed = $"gone{Guid.NewGuid():n}";
        await SimulateAsync(studio, new { promptContains = failed, missingOutputs = new[] { 0 } });
        var lost = await user.EndOfAsync(await user.SubmitAsync(new { mode = "imagine", prompt = $"{word} {failed}" }));
        Assert.Equal("output_expired", lost.GetProperty("error").Text("code"));

        var log = await studio.LogAsync();

        Assert.Contains("was not taken (Download)", log);
        Assert.Empty(LogScan.Find(log, subject, word, failed));
    }

    [Theory]
    [InlineData("GET https://a.blob.core.windows.net/private/a.png?sv=1&sr=b&sig=abc failed")]
    [InlineData("Expires with ?se=2026-11-20T10%3A10%3A00Z&sp=r")]
    [InlineData("POST https://studio.example.com/api/v1/webhooks/replicate?prediction=1&attempt=1&token=a")]
    [InlineData("https://a.blob.core.windows.net/private/a.png?studio=1.1.abc")]
    [InlineData("The secret whsec_abc is too short")]
    [InlineData("Authorization: Bearer r8_abc")]
    [InlineData("Bearer abc was refused")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9 is no token")]
    [InlineData("AccountName=a;AccountKey=abc")]
    [InlineData("Host=127.0.0.1;Password=abc")]
    [InlineData("http://127.0.0.1:7072/files/out/abc/0.png was not taken")]
    [InlineData("https://replicate.delivery/abc/0.png was not taken")]
    [InlineData("The caller user-0123456789abcdef0123456789abcdef was refused")]
    [InlineData("The prompt 'a Gazebo' was refused")]
    public void A_line_that_tells_a_secret_is_found(string line)
    {
        Assert.Equal([line], LogScan.Find($"info Host: ready\n{line}\ninfo Host: done", "gazebo"));
        Assert.Empty(LogScan.Find(
            "info Host: Output 0 of render 1 was not taken (Download): The link is dead.", "gazebo"));
    }

    private static async Task SimulateAsync(StudioProcess studio, object forPrompt)
    {
        var simulator = (await studio.StatusAsync()).ReplicateUrl;
        using var answer = await studio.Local.PutAsJsonAsync(
            new Uri(simulator, "/_sim/settings"), new { overrides = new[] { forPrompt } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
