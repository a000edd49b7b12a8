using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>The message about a generation of which only some pictures were delivered.</summary>
public sealed class PartialDeliveryTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string NoPicture = "data:image/png;base64,aGVsbG8=";

    private readonly RunningApp app = shared.App;
    private readonly string subject = $"partial-{Guid.NewGuid():n}";

    [Theory]
    [InlineData(1, 1, "The picture is ready.")]
    [InlineData(2, 1, "1 of 2 pictures was delivered and charged.")]
    [InlineData(3, 2, "2 of 3 pictures were delivered and charged.")]
    [InlineData(4, 1, "1 of 4 pictures was delivered and charged.")]
    [InlineData(4, 4, "The pictures are ready.")]
    public async Task The_message_and_the_events_state_how_many_pictures_were_delivered(
        int requested, int delivered, string message)
    {
        using var owner = app.ClientOf(subject);
        var (id, predictions) = await SubmitAsync(owner, requested);

        await DeliverAsync(predictions, delivered, requested);

        await ShowsAsync(owner, id, "succeeded", message);
    }

    [Fact]
    public async Task A_generation_whose_other_runs_were_canceled_states_how_many_pictures_were_delivered()
    {
        using var owner = app.ClientOf(subject);
        var (id, predictions) = await SubmitAsync(owner, variants: 4, model: "google/nano-banana");
        Assert.True(predictions.Count > 1);
        await DeliverAsync([predictions[0]], 4, 4);
        using var canceled = await owner.PostAsync($"/api/v1/generations/{id}/cancel", null);
        var delivered = await app.QueryAsync<int>("select delivered from generations where id = @id", new { id });

        await ShowsAsync(owner, id, "succeeded",
            $"{delivered} of 4 pictures {(delivered == 1 ? "was" : "were")} delivered and charged.");
    }

    [Fact]
    public async Task Pictures_that_arrive_late_correct_the_message()
    {
        using var owner = app.ClientOf(subject);
        var (id, predictions) = await SubmitAsync(owner, variants: 4, model: "google/nano-banana");
        await DeliverAsync([predictions[0]], 4, 4);
        foreach (var prediction in predictions.Skip(1))
        {
            using var started = await SignedDelivery.For(app, prediction, $"run-{prediction:n}", "processing")
                .SendAsync(app);
            Assert.True(await app.Engine.Get<RepairStore>().TimeOutAsync(prediction, default));
        }

        await DeliverAsync(predictions, 4, 4, from: 1);

        await ShowsAsync(owner, id, "succeeded", "The pictures are ready.");
    }

    [Theory]
    [InlineData(1, 1, 1, "The picture is not charged.")]
    [InlineData(2, 1, 2, "2 of 2 pictures were delivered; 1 was charged.")]
    [InlineData(2, 2, 2, "2 of 2 pictures were delivered at no charge.")]
    [InlineData(3, 1, 2, "2 of 3 pictures were delivered; 1 was charged.")]
    [InlineData(3, 1, 1, "1 of 3 pictures was delivered at no charge.")]
    public async Task A_picture_with_a_flaw_counts_as_delivered_but_not_as_charged(
        int requested, int blank, int delivered, string message)
    {
        using var owner = app.ClientOf(subject);
        var (id, predictions) = await SubmitAsync(owner, requested);
        var output = Enumerable.Range(0, requested).Select(index => index >= delivered
            ? NoPicture
            : index < blank ? BlankPicture((byte)(index * 90)) : SolidPicture.Png(60, 70, 90));

        await DeliverAsync(Assert.Single(predictions), [.. output]);

        await ShowsAsync(owner, id, "succeeded", message);
        var shown = await owner.GetFromJsonAsync<JsonElement>($"/api/v1/generations/{id}");
        Assert.Equal(delivered, shown.GetProperty("variants").GetArrayLength());
        Assert.Equal(delivered - blank, shown.GetProperty("delivered").GetInt32());
    }

    private static string BlankPicture(byte level)
    {
        using var picture = Drawing.Paint(64, 64, (_, _) => (level, level, level));
        return "data:image/png;base64," + Convert.ToBase64String(picture.EncodePng());
    }

    private static async Task ShowsAsync(HttpClient owner, Guid id, string status, string message)
    {
        var shown = await owner.GetFromJsonAsync<JsonElement>($"/api/v1/generations/{id}");
        var events = await owner.GetFromJsonAsync<JsonElement>($"/api/v1/generations/{id}/events");

        Assert.Equal(status, shown.GetProperty("status").GetString());
        Assert.Equal(message, shown.GetProperty("progress").GetProperty("message").GetString());
        var last = events.GetProperty("items").EnumerateArray().Last();
        Assert.Equal(status, last.GetProperty("stage").GetString());
        Assert.Equal(message, last.GetProperty("detail").GetString());
    }

    private async Task<(Guid Id, IReadOnlyList<Guid> Predictions)> SubmitAsync(
        HttpClient owner, int variants, string model = "black-forest-labs/flux-schnell")
    {
        await app.OwnerOfAsync(owner, subject);
        await app.QueryAsync<int>("update owners set plan = 'studio' where subject = @subject", new { subject });
        using var answer = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a nook", variants, model });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).Id();
        return (id, await app.QueryAsync<Guid[]>(
            "select array_agg(id order by ordinal) from predictions where generation_id = @id", new { id }) ?? []);
    }

    /// <summary>Delivers the good pictures first and completes the predictions.</summary>
    private async Task DeliverAsync(IReadOnlyList<Guid> predictions, int good, int all, int from = 0)
    {
        for (var place = from; place < predictions.Count; place++)
        {
            var output = Enumerable.Range(0, all).Select(index => index < good
                ? SolidPicture.Png((byte)(place * 50), (byte)(index * 60), 90)
                : NoPicture);
            await DeliverAsync(predictions[place], [.. output]);
        }
    }

    private async Task DeliverAsync(Guid prediction, string[] output)
    {
        var run = $"run-{prediction:n}";
        var delivery = SignedDelivery.For(app, prediction, run, "succeeded") with
        {
            Body = JsonSerializer.Serialize(new { id = run, status = "succeeded", output }),
        };
        using var answer = await delivery.SendAsync(app);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await app.Engine.Get<CompletePrediction>().RunAsync(prediction, default);
    }
}
