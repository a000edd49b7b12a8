using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Outputs;

namespace RenderStudio.Tests.Functions.Predictions;

/// <summary>
/// From the submit to the pictures and the charge over HTTP, with an output address that does not answer with the
/// picture at first or at all. The rounds of storing follow each other immediately.
/// </summary>
public sealed class RetriedDeliveryTests(RetriedDeliveryTests.Fixture fixture)
    : IClassFixture<RetriedDeliveryTests.Fixture>
{
    private const string DataUrl = "data:image/png;base64,";

    private readonly RunningApp app = fixture.App;
    private readonly string subject = $"retried-{Guid.NewGuid():n}";

    [Theory]
    [InlineData("404")]
    [InlineData("403")]
    [InlineData("401")]
    [InlineData("410")]
    [InlineData("202")]
    [InlineData("204")]
    [InlineData("206")]
    [InlineData("redirect")]
    [InlineData("408")]
    [InlineData("425")]
    [InlineData("429")]
    [InlineData("451")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("empty")]
    [InlineData("html")]
    [InlineData("json")]
    [InlineData("damaged")]
    [InlineData("cut")]
    [InlineData("cut-unannounced")]
    [InlineData("reset")]
    [InlineData("nonsense")]
    [InlineData("gzip")]
    public async Task A_picture_whose_address_fails_once_is_delivered_and_charged_once(string fault)
    {
        using var owner = app.ClientOf(subject);
        var submitted = await SubmitAsync(owner);

        await DeliverAsync(submitted, Inline, Address($"once/{fault}"));
        var delayed = await RoundAsync(owner, submitted);
        Assert.Equal("storing", delayed.Text("status"));
        var ended = await EndAsync(owner, submitted);

        Assert.Equal(("succeeded", 2, 2), (ended.Text("status"), Variants(ended), Number(ended, "delivered")));
        Assert.Equal("The pictures are ready.", ended.GetProperty("progress").Text("message"));
        Assert.Equal("hold settle", await ChargedAsync(owner, submitted, 2));
    }

    [Theory]
    [InlineData("html", "output_invalid")]
    [InlineData("empty", "output_invalid")]
    [InlineData("cut-unannounced", "output_invalid")]
    [InlineData("451", "download_failed")]
    [InlineData("503", "download_failed")]
    [InlineData("202", "download_failed")]
    [InlineData("reset", "download_failed")]
    public async Task A_picture_whose_address_always_fails_is_given_up_and_not_charged(string fault, string code)
    {
        using var owner = app.ClientOf(subject);
        var submitted = await SubmitAsync(owner);

        await DeliverAsync(submitted, Address(fault), Address(fault));
        var ended = await EndAsync(owner, submitted);

        Assert.Equal(("failed", 0), (ended.Text("status"), Variants(ended)));
        Assert.Equal(code, ended.GetProperty("error").Text("code"));
        Assert.Equal("hold release", await ChargedAsync(owner, submitted, 0));
    }

    [Theory]
    [InlineData("404")]
    [InlineData("403")]
    public async Task A_picture_that_stays_missing_is_awaited_for_the_hour_and_is_not_charged(string fault)
    {
        using var owner = app.ClientOf(subject);
        var submitted = await SubmitAsync(owner);
        await DeliverAsync(submitted, Address(fault), Address(fault));

        for (var minute = 1; minute < 60; minute += 2)
            Assert.Equal("storing", (await RoundAsync(owner, submitted, minute)).Text("status"));
        var ended = await RoundAsync(owner, submitted, minute: 61);

        Assert.Equal("failed", ended.Text("status"));
        Assert.Equal("output_expired", ended.GetProperty("error").Text("code"));
        Assert.Equal(
            FailureCode.OutputExpired.PublicSentence(), ended.GetProperty("error").Text("message"));
        Assert.Equal("hold release", await ChargedAsync(owner, submitted, 0));
    }

    [Fact]
    public async Task A_good_picture_is_delivered_and_charged_without_one_that_always_fails()
    {
        using var owner = app.ClientOf(subject);
        var submitted = await SubmitAsync(owner);

        await DeliverAsync(submitted, Address("html"), Inline);
        var ended = await EndAsync(owner, submitted);

        Assert.Equal(("succeeded", 1), (ended.Text("status"), Variants(ended)));
        Assert.Equal("1 of 2 pictures was delivered and charged.", ended.GetProperty("progress").Text("message"));
        Assert.Equal("hold release settle", await ChargedAsync(owner, submitted, 1));
    }

    private static string Inline { get; } = SolidPicture.Png(200, 10, 90);

    private static int Variants(JsonElement generation) => generation.GetProperty("variants").GetArrayLength();

    private static int Number(JsonElement item, string name) => item.GetProperty(name).GetInt32();

    /// <summary>An address that only this test requests.</summary>
    private string Address(string kind) => $"{fixture.Server.Output(kind)}?{subject}";

    private async Task<Submitted> SubmitAsync(HttpClient owner)
    {
        await app.OwnerOfAsync(owner, subject);
        var before = Number(await owner.GetFromJsonAsync<JsonElement>("/api/v1/usage"), "remaining");
        using var answer = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a nook", variants = 2 });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new(body.Id(), await app.QueryAsync<Guid>(
            "select id from predictions where generation_id = @id", new { id = body.Id() }),
            before, Number(body.GetProperty("credits"), "held") / 2);
    }

    private async Task DeliverAsync(Submitted submitted, params string[] output)
    {
        fixture.Clock.Now = TimeProvider.System.GetUtcNow();
        var delivery = SignedDelivery.For(app, submitted.Prediction, $"run-{submitted.Prediction:n}", "succeeded");
        using var answer = await (delivery with
        {
            Body = JsonSerializer.Serialize(
                new { id = delivery.Run, status = "succeeded", output, completed_at = fixture.Clock.Now }),
        }).SendAsync(app);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Runs one round of storing, unless none is due, and reads the generation.</summary>
    /// <param name="minute">Minutes since the end of the run.</param>
    private async Task<JsonElement> RoundAsync(HttpClient owner, Submitted submitted, int minute = 0)
    {
        var now = fixture.Clock.Now;
        fixture.Clock.Now = now.AddMinutes(minute);
        await app.Engine.ExecuteAsync(
            "update predictions set not_before = now() where id = @Prediction and status = 'storing'", submitted);
        await app.Engine.Get<CompletePrediction>().RunAsync(submitted.Prediction, default);
        fixture.Clock.Now = now;
        return await owner.GetFromJsonAsync<JsonElement>($"/api/v1/generations/{submitted.Id}");
    }

    private Task<JsonElement> EndAsync(HttpClient owner, Submitted submitted) => Eventually.BecomesAsync(
        () => RoundAsync(owner, submitted), generation => generation.Text("status") != "storing");

    /// <summary>
    /// Asserts that the owner has paid for this number of pictures, and nothing is held.
    /// </summary>
    /// <returns>The kinds of the ledger entries of the generation.</returns>
    private static async Task<string> ChargedAsync(HttpClient owner, Submitted submitted, int pictures)
    {
        var usage = await owner.GetFromJsonAsync<JsonElement>("/api/v1/usage");
        Assert.Equal(
            (submitted.Remaining - (pictures * submitted.Price), 0, pictures * submitted.Price),
            (Number(usage, "remaining"), Number(usage, "held"), Number(usage, "used")));
        return string.Join(' ', usage.GetProperty("entries").EnumerateArray()
            .Where(entry => entry.GetProperty("generationId").GetString() == $"{submitted.Id}")
            .Select(entry => entry.Text("kind")).Order());
    }

    /// <param name="Remaining">The credits before the submit.</param>
    /// <param name="Price">The price of one picture.</param>
    private sealed record Submitted(Guid Id, Guid Prediction, int Remaining, int Price);

    /// <summary>One app and one server of outputs for all tests.</summary>
    public sealed class Fixture(Services services) : IAsyncLifetime
    {
        internal FixedClock Clock { get; } = new(TimeProvider.System.GetUtcNow());

        internal MisbehavingServer Server { get; } = new(TimeProvider.System)
        {
            Picture = Convert.FromBase64String(SolidPicture.Png(10, 200, 30)[DataUrl.Length..]),
        };

        internal RunningApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await RunningApp.StartInDevelopmentAsync(
            services, adjust => adjust.AddSingleton<TimeProvider>(Clock),
            ("Replicate:DevelopmentOutputOrigin", Server.Origin), ("Outputs:Tries", "1"),
            ("Outputs:SlowSeconds", "60"), ("Outputs:DownloadSeconds", "100"),
            ("Predictions:StoreWithinMinutes", "0"));

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
