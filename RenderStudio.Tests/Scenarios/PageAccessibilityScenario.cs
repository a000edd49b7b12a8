using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>The screens of the studio page, checked by axe in both themes, at the narrowest and a usual width.</summary>
public sealed class PageAccessibilityScenario(SharedStudio shared)
{
    private static readonly string[] Serious = ["serious", "critical"];

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

        await ChecksAsync(visit, "make");
        await visit.Link("My Renders").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Nothing here yet"));
        await ChecksAsync(visit, "no renders");
        await visit.Link("Make the first one").ClickAsync();
        await visit.Button("Try it with an example room").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Remove the photo"));
        await ChecksAsync(visit, "make with a photo");
        await visit.Button("Make the picture").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await ChecksAsync(visit, "generation");
        await visit.Link("Open in My Renders").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Redesign"));
        await ChecksAsync(visit, "render");
        await visit.Page.GotoAsync("/studio/renders");
        await PageVisit.ShowsAsync(visit.Page.GetByText("1 render"));
        await ChecksAsync(visit, "renders");
        await visit.Link("Account").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("Latest changes"));
        await ChecksAsync(visit, "account");
    }

    private static async Task ChecksAsync(PageVisit visit, string screen)
    {
        var found = await visit.Page.RunAxe();
        var faults = found.Violations.Where(violation => Serious.Contains(violation.Impact))
            .Select(violation =>
                $"{screen}: {violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Target))}");

        Assert.Empty(faults);
        Assert.True(
            await visit.Page.EvaluateAsync<bool>(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
            $"{screen} scrolls sideways.");
    }
}
