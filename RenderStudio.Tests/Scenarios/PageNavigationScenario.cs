using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>Addresses, history and tabs of the page.</summary>
public sealed class PageNavigationScenario(SharedStudio shared) : IAsyncLifetime
{
    private readonly string user = $"navigation-{Guid.NewGuid():n}";
    private StudioProcess studio = null!;
    private PageVisit visit = null!;

    public async ValueTask InitializeAsync()
    {
        studio = await shared.RunningAsync();
        visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync(user);
    }

    public ValueTask DisposeAsync() => visit.DisposeAsync();

    [Fact]
    public async Task A_generation_of_one_tab_appears_in_the_other_which_can_cancel_it()
    {
        var word = $"veranda{Guid.NewGuid():n}";
        await studio.SimulateAsync(word, new { predictMs = 600_000 });
        var other = await visit.OpenTabAsync();
        await other.SignInAsync(user);

        await visit.ImagineAsync($"a {word}");
        await PageVisit.ShowsAsync(visit.Heading("Painting"));
        await other.Link($"Watch: a {word}").ClickAsync();
        await PageVisit.ShowsAsync(other.Heading("Painting"));
        await other.Button("Cancel").ClickAsync();

        await PageVisit.ShowsAsync(other.Heading("Canceled"));
        await PageVisit.ShowsAsync(visit.Heading("Canceled"));
        Assert.Empty(visit.Faults.Concat(other.Faults));
    }

    [Fact]
    public async Task Every_screen_survives_a_reload_and_is_found_again_by_back()
    {
        await visit.ImagineAsync("a quiet corner");
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await ReloadsAsync("Done");
        await visit.Link("Open in My Renders").ClickAsync();
        await ReloadsAsync("Imagine");
        await visit.Link("My Renders").First.ClickAsync();
        await ReloadsAsync("My Renders");
        await visit.Link("Account").ClickAsync();
        await ReloadsAsync("Account");

        foreach (var heading in (string[])["My Renders", "Imagine", "Done", "What shall we make?"])
        {
            await visit.Page.GoBackAsync();
            await PageVisit.ShowsAsync(visit.Heading(heading));
        }

        await Assertions.Expect(visit.Page.GetByLabel("Describe it")).ToHaveValueAsync("a quiet corner");
        await ReloadsAsync("What shall we make?");
        await Assertions.Expect(visit.Page.GetByLabel("Describe it")).ToHaveValueAsync("a quiet corner");
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task Back_from_a_render_finds_the_same_place_in_My_Renders()
    {
        await visit.ImagineAsync("a quiet corner");
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await visit.Page.ShowManyAsync(count: 60);
        await visit.Link("My Renders").ClickAsync();
        await PageVisit.ShowsAsync(visit.Text("60 renders"));
        var tile = visit.Page.Locator("render-tile").Nth(45);

        await tile.ScrollIntoViewIfNeededAsync();
        // The click itself may scroll.
        await visit.Page.EvaluateAsync(
            "addEventListener('click', () => { window.place = scrollY; }, { capture: true, once: true })");
        await tile.GetByRole(AriaRole.Link).ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Imagine"));
        await visit.Page.GoBackAsync();
        await PageVisit.ShowsAsync(visit.Text("60 renders"));

        await visit.Page.WaitForFunctionAsync("Math.abs(scrollY - window.place) < 4");
        var place = await visit.Page.EvaluateAsync<double>("window.place");
        Assert.True(place > 500, $"The list did not scroll: {place}");
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task An_address_that_names_nothing_of_the_user_says_so()
    {
        using var owner = new StudioUser(await studio.ClientAsync());
        var foreign = (await owner.SubmitAsync(new { mode = "imagine", prompt = "a corner" })).GetProperty("id");
        visit.ExpectStatus("/api/v1/generations/", 404);
        visit.ExpectStatus("/api/v1/renders/", 404);

        await visit.Page.GotoAsync($"/studio/generations/{foreign.GetString()}");
        await PageVisit.ShowsAsync(visit.Heading("This generation cannot be shown"));
        await visit.Page.GotoAsync($"/studio/renders/{Guid.NewGuid()}");
        await PageVisit.ShowsAsync(visit.Heading("This render does not exist"));
        await visit.Page.GotoAsync("/studio/renders/unknown");
        await PageVisit.ShowsAsync(visit.Heading("This render does not exist"));
        await visit.Page.GotoAsync("/studio/pictures");
        await PageVisit.ShowsAsync(visit.Heading("There is no such page"));
        await visit.Link("Make a picture").ClickAsync();

        await PageVisit.ShowsAsync(visit.Heading("What shall we make?"));
        Assert.Empty(visit.Faults);
    }

    private async Task ReloadsAsync(string heading)
    {
        await PageVisit.ShowsAsync(visit.Heading(heading));
        await visit.Page.ReloadAsync();
        await PageVisit.ShowsAsync(visit.Heading(heading));
    }
}
