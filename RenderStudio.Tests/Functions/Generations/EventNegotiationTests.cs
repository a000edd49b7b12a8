using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>The header <c>Accept</c> selects between the stream and the list of events.</summary>
public sealed class EventNegotiationTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Stream = "text/event-stream", List = "application/json";

    [Theory]
    [InlineData("text/event-stream", Stream)]
    [InlineData("TEXT/Event-Stream; charset=utf-8", Stream)]
    [InlineData("text/event-stream;q=0.1", Stream)]
    [InlineData("application/json, text/event-stream", Stream)]
    [InlineData("application/json;q=0.5, text/event-stream;q=0.8", Stream)]
    [InlineData("text/event-stream, */*", Stream)]
    [InlineData("text/event-stream;q=0", List)]
    [InlineData("text/event-stream; q=0.000", List)]
    [InlineData("text/event-stream;q=0, */*", List)]
    [InlineData("application/json, text/event-stream;q=0.5", List)]
    [InlineData("text/event-streams", List)]
    [InlineData("text/plain;type=\"text/event-stream\"", List)]
    [InlineData("text/event-stream/2", List)]
    [InlineData("*/*", List)]
    [InlineData("", List)]
    public async Task The_preferred_type_of_the_client_is_returned(string accept, string expected)
    {
        using var owner = shared.App.ClientOf($"accept-{Guid.NewGuid()}");
        using var submitted = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a den" });
        var id = (await submitted.Content.ReadFromJsonAsync<JsonElement>()).Id();
        (await owner.PostAsync($"/api/v1/generations/{id}/cancel", null)).EnsureSuccessStatusCode();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/generations/{id}/events");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await owner.SendAsync(request);

        Assert.Equal(expected, answer.Content.Headers.ContentType!.MediaType);
    }
}
