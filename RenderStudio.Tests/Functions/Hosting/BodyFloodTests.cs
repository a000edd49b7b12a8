using System.Net;
using System.Text.Json;
using Dapper;
using Npgsql;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.Imaging.Corpus;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Many concurrent large bodies, in an app whose memory is measured.</summary>
[Collection(nameof(Imaging.Alone))]
public sealed class BodyFloodTests(Services services) : IAsyncLifetime
{
    private const int FileBytes = 10_000_000, Sent = 9_000_000, MostMegabytes = 160, Completes = 40, Uploads = 60;

    private const int LeftMegabytes = 64;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private RunningApp app = null!;
    private ChildApp child = null!;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(services);
        child = await ChildApp.StartAsync(new Dictionary<string, string?>(app.Settings));
    }

    public async ValueTask DisposeAsync()
    {
        await child.DisposeAsync();
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData("webhooks", 300)]
    [InlineData("uploads", 60)]
    [InlineData("quotes", 40)]
    [InlineData("submits without credits", 40)]
    public async Task A_flood_of_bodies_stays_within_the_budget_and_other_requests_are_served(string kind, int count)
    {
        using var owner = child.ClientOf("flood");
        using var other = child.ClientOf("flood-other");
        var photo = Drawing.Quarters(96, 64).EncodePng();
        await owner.UploadedAsync(photo);
        await owner.GetAsync("/api/v1/usage");
        await using (var database = new NpgsqlConnection(app.Database))
            await database.ExecuteAsync("update accounts set balance = 0");
        var idle = child.Megabytes;
        child.ResetPeak();

        var sent = Enumerable.Range(0, count).Select(_ => SendAsync(kind, owner)).ToList();
        await other.UploadedAsync(photo);
        var held = await Task.WhenAll(sent);
        await other.UploadedAsync(photo);
        var peak = child.PeakMegabytes - idle;
        foreach (var request in held)
            request?.Dispose();

        Assert.True(peak <= MostMegabytes, $"{kind}: {peak} MB above {idle} MB");
    }

    [Fact]
    public async Task Memory_is_released_within_a_minute_after_sixty_uploads_of_ten_megabytes()
    {
        using var owner = child.ClientOf("flood-back");
        var photo = CorpusFile.Of("JPEG of 10 MB of fill bytes");
        await owner.UploadedAsync(photo);
        var idle = child.Megabytes;
        child.ResetPeak();

        var answers = await Task.WhenAll(Enumerable.Range(0, Uploads).Select(_ => owner.UploadAsync(photo)));

        Assert.Contains(HttpStatusCode.Created, answers.Select(answer => answer.StatusCode));
        Assert.True(child.PeakMegabytes - idle > LeftMegabytes);
        await Eventually.BecomesAsync(
            () => Task.FromResult(child.Megabytes - idle), left => left <= LeftMegabytes, within: Minute);
    }

    [Fact]
    public async Task Forty_completed_uploads_of_ten_megabytes_stay_within_the_budget_and_others_are_served()
    {
        using var owner = child.ClientOf("flood-complete");
        using var other = child.ClientOf("flood-complete-other");
        var photo = CorpusFile.Of("JPEG of 10 MB of fill bytes");
        List<JsonElement> grants = [];
        for (var count = 0; count < Completes; count++)
        {
            grants.Add(await owner.GrantedAsync(photo.Length));
            (await owner.PutAsync(grants[^1], photo)).EnsureSuccessStatusCode();
        }

        await other.UploadedAsync(Drawing.Quarters(96, 64).EncodePng());
        var idle = child.Megabytes;
        child.ResetPeak();

        var completing = grants.Select(owner.CompleteAsync).ToList();
        await other.UploadedAsync(Drawing.Quarters(96, 64).EncodePng());
        var answers = await Task.WhenAll(completing);
        var peak = child.PeakMegabytes - idle;

        Assert.All(answers, answer => Assert.True(
            answer is { StatusCode: HttpStatusCode.OK }
                or { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null },
            $"{answer.StatusCode}"));
        Assert.True(peak <= MostMegabytes, $"{peak} MB above {idle} MB");
        Assert.Contains(HttpStatusCode.ServiceUnavailable, answers.Select(answer => answer.StatusCode));
        foreach (var grant in grants)
            Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(grant)).StatusCode);
    }

    /// <returns>Null if the app ended the connection while the body was sent.</returns>
    private static async Task<HeldRequest?> SendAsync(string kind, HttpClient owner)
    {
        try
        {
            return await (kind switch
            {
                "webhooks" => HeldRequest.PostAsync(
                    owner, "/api/v1/webhooks/replicate", Forged, 900_000, new byte[600_000]),
                "uploads" => HeldRequest.PostFormAsync(
                    owner, "/api/v1/storage/upload", [("kind", "input")], "file", FileBytes, Sent),
                "quotes" => HeldRequest.PostFormAsync(
                    owner, "/api/v1/quotes", [("mode", "compose")], "input1", FileBytes, Sent),
                _ => HeldRequest.PostFormAsync(
                    owner, "/api/v1/generations", [("mode", "compose")], "input1", FileBytes, Sent),
            });
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Forged =>
        $"webhook-id: msg_1\r\nwebhook-timestamp: {TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}\r\n"
        + $"webhook-signature: v1,{Convert.ToBase64String(new byte[32])}\r\n";
}
