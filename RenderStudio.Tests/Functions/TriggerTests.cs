using System.Net;
using System.Text;
using System.Text.Json;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Storage;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.Functions;

public sealed class TriggerTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly string[] Queues =
        ["StartPrediction", "CompletePrediction", "StartPredictionPoison", "CompletePredictionPoison"];

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task A_message_about_nothing_we_know_is_done()
    {
        foreach (var function in Queues)
        {
            var message = new PredictionMessage(PredictionMessage.CurrentVersion, Guid.NewGuid(), 1);

            await SucceedsAsync(await PostAsync(function, message.ToBytes()));
        }
    }

    [Fact]
    public async Task An_unreadable_message_is_kept_with_its_queue_and_done()
    {
        foreach (var function in Queues)
            await SucceedsAsync(await PostAsync(function, Encoding.UTF8.GetBytes($"not json {function}")));

        foreach (var queue in StudioQueues.All)
        {
            Assert.Equal(1, await app.QueryAsync<int>(
                """
                select count(*) from rejected_messages
                where queue = @queue and convert_from(body, 'utf8') like 'not json%'
                """, new { queue }));
        }
    }

    [Theory]
    [InlineData("ReconcilePredictions")]
    [InlineData("SweepStorage")]
    public async Task A_timer_runs(string function) => await TickAsync(function);

    [Theory]
    [InlineData("ReconcilePredictions")]
    [InlineData("SweepStorage")]
    public async Task Files_left_half_moved_lie_where_their_row_says_after_either_timer(string function)
    {
        var render = await StoredRender.CreateAsync(app.Engine);
        await app.Engine.ExecuteAsync(
            """
            update renders set is_public = true where id = @Id;
            insert into unsettled_files (subject_id, lease_until) values (@Id, '-infinity')
            """, render);

        await TickAsync(function);

        Assert.Equal(["public", "public"], await render.WhereaboutsAsync(app.Engine));
    }

    [Fact]
    public async Task What_comes_from_outside_finds_no_trigger()
    {
        foreach (var function in Queues.Append("ReconcilePredictions").Append("SweepStorage"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/" + function) { Content = Json("{}") };
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");

            var answer = await app.Http.SendAsync(request);

            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task What_is_no_call_of_the_host_fails_without_an_empty_body()
    {
        using var body = Json("{}");

        var answer = await app.Http.PostAsync("/StartPrediction", body);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.NotEmpty(await answer.Content.ReadAsStringAsync());
    }

    private async Task TickAsync(string function)
    {
        using var body = Json("""{"Data":{"timer":{"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{}}""");

        await SucceedsAsync(await app.Http.PostAsync("/" + function, body));
    }

    private static async Task SucceedsAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> PostAsync(string function, byte[] message)
    {
        var call = new
        {
            Data = new { message = Convert.ToBase64String(message) },
            Metadata = new { DequeueCount = "1" },
        };
        using var body = Json(JsonSerializer.Serialize(call));
        return await app.Http.PostAsync("/" + function, body);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
