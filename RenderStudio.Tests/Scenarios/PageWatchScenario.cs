using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>The screen of a running generation where the stream of its events does not work.</summary>
public sealed class PageWatchScenario(SharedStudio shared)
{
    private const string Streams = "**/api/v1/generations/*/events";

    [Theory]
    [InlineData("refused")]
    [InlineData("held back")]
    public async Task Without_a_stream_of_events_the_generation_is_polled_to_its_end(string fault)
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync($"watch-{Guid.NewGuid():n}");
        await visit.Page.RouteAsync(Streams, route => route.Request.Headers["accept"] != "text/event-stream"
            ? route.ContinueAsync()
            : fault == "refused" ? route.FulfillAsync(new() { Status = 503 }) : Task.CompletedTask);

        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Imagine", Exact = true }).CheckAsync();
        await visit.Page.GetByLabel("Describe it").FillAsync("a quiet room");
        await visit.Button("Make the picture").ClickAsync();

        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await PageVisit.ShowsAsync(visit.Page.GetByText("The picture is ready."));
        await PageVisit.ShowsAsync(visit.Page.GetByAltText("Picture 1"));
    }
}
