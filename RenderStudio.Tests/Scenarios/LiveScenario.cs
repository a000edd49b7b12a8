using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Scenarios;

/// <summary>A studio that uses an external Replicate, as with <c>--replicate live</c>.</summary>
public sealed class LiveScenario
{
    private const string Token = "r8_live";

    [Fact]
    public async Task Live_a_photo_is_sent_by_the_Files_API_and_the_result_arrives_at_the_public_address()
    {
        await using var replicate = await SimulatorProcess.StartAsync("--token", Token);
        var origin = replicate.Address.GetLeftPart(UriPartial.Authority);
        var port = FreePort.Next();
        await using var studio = await StudioProcess.StartAsync(
            new Dictionary<string, string> { ["REPLICATE_API_TOKEN"] = Token, ["PUBLIC_BASE_URL"] = $"http://127.0.0.1:{port}" },
            "--ephemeral", "--port", $"{port}", "--replicate", "live",
            "--setting", $"Replicate__BaseUrl={origin}/v1", "--setting", $"Replicate__DevelopmentOutputOrigin={origin}");
        using var user = new StudioUser(await studio.ClientAsync());

        await user.SucceededAsync(await user.SubmitPhotoAsync(DrawnRoom.Png(320, 240),
            ("mode", "redesign"), ("style", "scandinavian"), ("roomType", "living_room"), ("prompt", "brighter")));

        using var account = new HttpClient(new SocketsHttpHandler()) { BaseAddress = replicate.Address };
        account.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var files = (await account.GetFromJsonAsync<JsonElement>("/v1/files")).GetProperty("results");
        var file = Assert.Single(files.EnumerateArray()).GetProperty("urls").GetProperty("get").GetString()!;
        var runs = (await account.GetFromJsonAsync<JsonElement>("/v1/predictions")).GetProperty("results");
        var run = await account.GetStringAsync($"/v1/predictions/{Assert.Single(runs.EnumerateArray()).GetProperty("id")}");
        Assert.Contains(file, run, StringComparison.Ordinal);
    }
}
