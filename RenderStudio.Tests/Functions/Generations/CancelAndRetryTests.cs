using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>The requests that cancel a generation or submit it again.</summary>
public sealed class CancelAndRetryTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Generations = "/api/v1/generations";

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task Each_cancel_request_returns_the_generation()
    {
        using var owner = app.ClientOf("cancel");
        var id = await SubmitAsync(owner);

        for (var i = 0; i < 2; i++)
        {
            using var answer = await owner.PostAsync($"{Generations}/{id}/cancel", null);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var shown = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("canceled", shown.GetProperty("status").GetString());
            Assert.NotEqual(JsonValueKind.Null, shown.GetProperty("canceledAt").ValueKind);
        }

        using var otherOwner = app.ClientOf("cancel-other");
        using var refused = await otherOwner.PostAsync($"{Generations}/{id}/cancel", null);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task A_retry_is_a_new_generation_that_refers_to_the_original_one()
    {
        using var owner = app.ClientOf("retry");
        var id = await SubmitAsync(owner);
        using var early = await owner.PostAsync($"{Generations}/{id}/retry", null);
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        await owner.PostAsync($"{Generations}/{id}/cancel", null);

        using var answer = await owner.PostAsync($"{Generations}/{id}/retry", null);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var again = await owner.GetFromJsonAsync<JsonElement>(answer.Headers.Location!.PathAndQuery);
        Assert.NotEqual(id, again.GetProperty("id").GetGuid());
        Assert.Equal(id, again.GetProperty("retriedFrom").GetGuid());
        Assert.Equal("a calm study", again.GetProperty("prompt").GetString());
        using var otherOwner = app.ClientOf("retry-other");
        using var refused = await otherOwner.PostAsync($"{Generations}/{id}/retry", null);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    private static object SubmitBody => new { mode = "imagine", prompt = "a calm study" };

    private static async Task<Guid> SubmitAsync(HttpClient owner)
    {
        using var answer = await owner.PostAsJsonAsync(Generations, SubmitBody);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }
}
