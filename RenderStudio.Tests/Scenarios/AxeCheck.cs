using Deque.AxeCore.Playwright;

namespace RenderStudio.Tests.Scenarios;

/// <summary>What axe finds on a screen, and whether the screen scrolls sideways.</summary>
internal static class AxeCheck
{
    private static readonly string[] Serious = ["serious", "critical"];

    public static async Task AccessibleAsync(this PageVisit visit, string screen)
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
