using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>The screens of the page, checked by axe in both themes, at the narrowest and a usual width.</summary>
public sealed class PageAccessibilityScenario(SharedStudio shared)
{
    [Theory]
    [InlineData(ColorScheme.Light, 320)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task No_screen_has_a_serious_fault_or_scrolls_sideways(ColorScheme theme, int width)
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
        await visit.Page.SetViewportSizeAsync(width, 900);
        await visit.SignInAsync($"axe-{Guid.NewGuid():n}");

        await CheckMakeAsync(visit);
        await CheckOutcomesAsync(studio, visit);
        await CheckRendersAsync(visit);
        await CheckFrameAsync(visit);
    }

    private static async Task CheckMakeAsync(PageVisit visit)
    {
        await visit.Link("My Renders").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Nothing here yet"));
        await visit.AccessibleAsync("no renders");
        await visit.Link("Make the first one").ClickAsync();
        await visit.AccessibleAsync("make");
        await visit.Radio("Inspire").CheckAsync();
        await visit.AccessibleAsync("make, inspire");
        await visit.Radio("Imagine").CheckAsync();
        await visit.Page.GetByLabel("Describe it").FillAsync("a nude statue");
        await PageVisit.ShowsAsync(visit.Text("These words are not allowed: nude"));
        await visit.AccessibleAsync("make, rejected words");
    }

    private static async Task CheckOutcomesAsync(StudioProcess studio, PageVisit visit)
    {
        var word = $"cornice{Guid.NewGuid():n}";
        await studio.SimulateAsync(word, new { predictMs = 600_000 });
        await visit.ImagineAsync($"a {word}");
        await PageVisit.ShowsAsync(visit.Heading("Painting"));
        await visit.AccessibleAsync("generation, running");
        await studio.SimulateAsync(word, new { predictMs = 0, failRate = 1 });
        await visit.Button("Cancel").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Canceled"));
        await visit.AccessibleAsync("generation, canceled");
        await visit.Button("Try again").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Not made"));
        await visit.AccessibleAsync("generation, failed");
    }

    private static async Task CheckRendersAsync(PageVisit visit)
    {
        await visit.Link("Make").ClickAsync();
        await visit.Radio("Redesign").CheckAsync();
        await visit.Page.GetByLabel("Wishes (optional)").FillAsync("");
        await visit.Button("Try it with an example room").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Remove the photo"));
        await visit.AccessibleAsync("make with a photo");
        await visit.Button("Make the picture").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await visit.AccessibleAsync("generation");
        await visit.Link("Open in My Renders").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Redesign"));
        await visit.Text("Other sizes").ClickAsync();
        await visit.Button("Rename").ClickAsync();
        await visit.AccessibleAsync("render");
        await visit.Button("Full view").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Every pixel"));
        await visit.AccessibleAsync("full view");
        await visit.Button("Close").ClickAsync();
        await visit.Link("My Renders").First.ClickAsync();
        await PageVisit.ShowsAsync(visit.Text("1 render"));
        await visit.AccessibleAsync("renders");
        await visit.Page.GetByLabel("Search").FillAsync("pagoda");
        await PageVisit.ShowsAsync(visit.Heading("Nothing found"));
        await visit.AccessibleAsync("renders, nothing found");
    }

    private static async Task CheckFrameAsync(PageVisit visit)
    {
        await visit.Link("Account").ClickAsync();
        await PageVisit.ShowsAsync(visit.Text("Latest changes"));
        await visit.AccessibleAsync("account");
        await visit.Button("Sign in as another user").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Sign in"));
        await visit.AccessibleAsync("sign-in");
        await visit.Page.GotoAsync("/studio/pictures");
        await PageVisit.ShowsAsync(visit.Heading("There is no such page"));
        await visit.AccessibleAsync("unknown");
        await visit.Page.RouteAsync("**/studio/config.json", route => route.AbortAsync());
        await visit.Page.ReloadAsync();
        await PageVisit.ShowsAsync(visit.Heading("The studio does not answer"));
        await visit.AccessibleAsync("unreachable");
    }
}
