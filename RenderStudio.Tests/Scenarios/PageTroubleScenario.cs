using Microsoft.Playwright;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>
/// Generations that end differently than the user of the page wants: the page states what happened, what it cost and
/// what to do next, and the user succeeds in the end.
/// </summary>
public sealed class PageTroubleScenario(SharedStudio shared) : IAsyncLifetime
{
    private static readonly object NoFault = new { };
    private static readonly object Slow = new { predictMs = 600_000 };

    /// <summary>Part of the prompt: faults of the simulator concern predictions of this test only.</summary>
    private readonly string word = $"alcove{Guid.NewGuid():n}";

    private StudioProcess studio = null!;
    private PageVisit visit = null!;

    public async ValueTask InitializeAsync()
    {
        studio = await shared.RunningAsync();
        visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync($"trouble-{Guid.NewGuid():n}");
    }

    public ValueTask DisposeAsync() => visit.DisposeAsync();

    [Theory]
    [InlineData(FailureCode.ProviderFailed, "The image model failed. Try again.")]
    [InlineData(FailureCode.ContentFlagged,
        "The image model found the result unsuitable. Change the description and try again.")]
    [InlineData(FailureCode.TimedOut, "The image model took too long. Try again.")]
    public async Task A_failure_states_its_cause_and_that_it_was_free_and_can_be_tried_again(
        FailureCode code, string sentence)
    {
        await studio.SimulateAsync(word, TreatmentFor(code));
        await visit.ImagineAsync($"a {word}");
        if (code is FailureCode.TimedOut)
            await TimeOutAsync();
        await PageVisit.ShowsAsync(visit.Heading("Not made"));
        await ShowsAlertAsync(sentence);
        await ShowsAlertAsync("Nothing was charged.");
        await studio.SimulateAsync(word, NoFault);
        await visit.Button("Try again").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Done"));

        await visit.Link("Account").ClickAsync();
        await PageVisit.ShowsAsync(visit.Text("Given back"));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_partial_result_states_how_many_pictures_are_charged_and_shows_them()
    {
        await studio.SimulateAsync(word, new { nsfwOutputs = new[] { 1 } });

        await visit.ImagineAsync($"a {word}", pictures: 2);
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await PageVisit.ShowsAsync(visit.Page.Locator(".notice").GetByText("1 of 2 pictures was delivered and charged."));
        await visit.Link("Open in My Renders").ClickAsync();

        await PageVisit.ShowsAsync(visit.Heading("Imagine"));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_canceled_generation_is_free_and_can_be_changed_and_submitted_again()
    {
        await studio.SimulateAsync(word, Slow);
        await visit.ImagineAsync($"a {word}");
        await PageVisit.ShowsAsync(visit.Heading("Painting"));
        await visit.Button("Cancel").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Canceled"));
        await PageVisit.ShowsAsync(visit.Text("Nothing was charged."));
        await visit.Link("Make").ClickAsync();
        await visit.Page.GetByLabel("Describe it").FillAsync("something else");
        await visit.Page.GoBackAsync();

        await studio.SimulateAsync(word, NoFault);
        await visit.Button("Change and try again").ClickAsync();
        var prompt = visit.Page.GetByLabel("Describe it");
        await Assertions.Expect(prompt).ToHaveValueAsync($"a {word}");
        await visit.ImagineAsync($"a small {word}");

        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await PageVisit.ShowsAsync(visit.Text($"a small {word}"));
        Assert.Empty(visit.Faults);
    }

    private static object TreatmentFor(FailureCode code) => code switch
    {
        FailureCode.ProviderFailed => new { failRate = 1 },
        FailureCode.ContentFlagged => new { nsfwOutputs = new[] { 0 } },
        _ => Slow,
    };

    private async Task TimeOutAsync()
    {
        await PageVisit.ShowsAsync(visit.Heading("Painting"));
        var id = Guid.Parse(new Uri(visit.Page.Url).Segments[^1]);
        await studio.ReconcileAsync(id, "accepted_at = now() - interval '1 hour'", "status = 'running'");
    }

    private Task ShowsAlertAsync(string text) =>
        PageVisit.ShowsAsync(visit.Page.GetByRole(AriaRole.Alert).GetByText(text));
}
