using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>
/// Requests of the page that are rejected, or receive no response: the entries stay, and the user succeeds.
/// </summary>
public sealed class PageConnectionScenario(SharedStudio shared) : IAsyncLifetime
{
    private const string Generations = "/api/v1/generations";

    private readonly string user = $"connection-{Guid.NewGuid():n}";
    private readonly string word = $"pergola{Guid.NewGuid():n}";
    private StudioProcess studio = null!;
    private PageVisit visit = null!;

    public async ValueTask InitializeAsync()
    {
        studio = await shared.RunningAsync();
        visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync(user);
    }

    public ValueTask DisposeAsync() => visit.DisposeAsync();

    [Theory]
    [InlineData("quota_exceeded", 402, "Your credits do not suffice for this.")]
    [InlineData("generation_in_flight", 409, "As many pictures as your plan allows are in progress.")]
    [InlineData("validation_failed", 422, "Is required for imagine.")]
    [InlineData("unavailable", 503, "The studio is busy.")]
    public async Task A_rejected_submit_states_the_reason_and_keeps_the_entries(string code, int status, string reason)
    {
        await visit.Page.RejectNextAsync("POST", Generations, code);
        visit.ExpectStatus(Generations, status);

        await visit.ImagineAsync($"a {word}");
        await PageVisit.ShowsAsync(visit.Page.GetByRole(AriaRole.Alert).GetByText(reason));
        await Assertions.Expect(visit.Page.GetByLabel("Describe it")).ToHaveValueAsync($"a {word}");
        await PageVisit.ShowsAsync(visit.Text("about "));
        await visit.Button("Make the picture").ClickAsync();

        await PageVisit.ShowsAsync(visit.Heading("Done"));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_word_that_is_not_allowed_is_marked_in_the_description()
    {
        await visit.Radio("Imagine").CheckAsync();
        await visit.Page.GetByLabel("Describe it").FillAsync("a nude statue in the hall");

        await PageVisit.ShowsAsync(visit.Text("These words are not allowed: nude"));
        await Assertions.Expect(visit.Page.Locator("prompt-field mark")).ToHaveTextAsync("nude");
        await Assertions.Expect(visit.Button("Make the picture")).ToHaveAttributeAsync("aria-disabled", "true");
        await visit.ImagineAsync($"a marble statue in the {word}");

        await PageVisit.ShowsAsync(visit.Heading("Done"));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_limited_request_is_sent_again_after_the_time_that_the_response_states()
    {
        await visit.Page.RejectNextAsync("POST", Generations, "rate_limited");
        await visit.Page.RejectNextAsync("GET", "/api/v1/renders", "rate_limited");
        visit.ExpectStatus(Generations, 429);
        visit.ExpectStatus("/api/v1/renders", 429);

        await visit.ImagineAsync($"a {word}");
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await visit.Link("My Renders").ClickAsync();

        await PageVisit.ShowsAsync(visit.Text("1 render"));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_lost_connection_is_shown_and_the_result_appears_after_it_is_back()
    {
        visit.AllowLoss("/api/v1/", "ERR_INTERNET_DISCONNECTED");
        await studio.SimulateAsync(word, new { predictMs = 15_000 });
        await visit.ImagineAsync($"a {word}");
        await PageVisit.ShowsAsync(visit.Heading("Painting"));

        await visit.Page.Context.SetOfflineAsync(true);
        await PageVisit.ShowsAsync(visit.Text("The connection was lost. Reading again…"));
        await EndsAsync();
        await PageVisit.ShowsAsync(visit.Heading("Painting"));
        await visit.Page.Context.SetOfflineAsync(false);

        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await PageVisit.ShowsAsync(visit.Link("Picture 1"));
        Assert.Empty(visit.Faults);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(503)]
    [InlineData(null)]
    public async Task A_generation_is_polled_where_event_streams_are_refused_or_never_begin(int? status)
    {
        await visit.Page.RouteAsync("**/generations/*/events", route => (status, IsStream(route.Request)) switch
        {
            (_, false) => route.ContinueAsync(),
            ({ } refused, _) => route.FulfillAsync(new() { Status = refused }),
            _ => Task.CompletedTask,
        });
        if (status is { } expected)
            visit.ExpectStatus("/events", expected);
        await studio.SimulateAsync(word, new { predictMs = 3000 });

        await visit.ImagineAsync($"a {word}");

        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await PageVisit.ShowsAsync(visit.Text("The picture is ready."));
        await PageVisit.ShowsAsync(visit.Link("Picture 1"));
        Assert.Empty(visit.Faults);
    }

    private static bool IsStream(IRequest request) => request.Headers["accept"] == "text/event-stream";

    /// <summary>Waits until the generation has ended, as another client of the same user sees it.</summary>
    private async Task EndsAsync()
    {
        using var client = new StudioUser(studio.Client(await studio.TokenAsync(user)));
        await client.EndOfAsync(new Uri(visit.Page.Url).Segments[^1]);
    }
}
