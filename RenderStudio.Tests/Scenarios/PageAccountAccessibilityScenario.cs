using System.Net.Http.Json;
using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>The parts of the account screen, checked by axe in both themes.</summary>
public sealed class PageAccountAccessibilityScenario(SharedStudio shared)
{
    [Theory]
    [InlineData(ColorScheme.Light, 320)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task No_part_of_the_account_has_a_serious_fault_or_scrolls_sideways(ColorScheme theme, int width)
    {
        var studio = await shared.RunningAsync();
        var name = $"axe-{Guid.NewGuid():n}";
        await FillAsync(studio, name);
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
        await visit.Page.SetViewportSizeAsync(width, 900);
        await visit.SignInAsync(name);

        await visit.Page.GotoAsync("/studio/account");
        await PageVisit.ShowsAsync(visit.Button("Buy 100 credits"));
        await visit.AccessibleAsync("credits");
        await visit.Link("API keys").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Revoke The shop"));
        await visit.Button("New key").ClickAsync();
        await visit.AccessibleAsync("keys");
        await visit.Button("Revoke The shop").ClickAsync();
        await visit.AccessibleAsync("question");
        await visit.Page.GetByRole(AriaRole.Dialog).GetByText("Revoke", new() { Exact = true }).ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("“The shop” is revoked."));
        await visit.Link("Webhooks").ClickAsync();
        await visit.Button("New webhook").ClickAsync();
        await visit.AccessibleAsync("webhooks");
        await visit.Page.Locator("webhooks-part li a").First.ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Send a test"));
        await visit.AccessibleAsync("webhook");
        await visit.Link("Your data").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Erase everything"));
        await visit.AccessibleAsync("erase");

        Assert.Empty(visit.Faults);
    }

    /// <summary>Makes a key and an endpoint of the user; nothing is sent to the address.</summary>
    private static async Task FillAsync(StudioProcess studio, string name)
    {
        using var http = studio.Client(await studio.TokenAsync(name));
        using var key = await http.PostAsJsonAsync(
            "/api/v1/api-keys", new { name = "The shop", scopes = new[] { "read" } });
        key.EnsureSuccessStatusCode();
        using var endpoint = await http.PostAsJsonAsync(
            "/api/v1/webhook-endpoints",
            new { url = "http://127.0.0.1:65000/a/long/address/of/a/server", events = new[] { "generation.failed" } });
        endpoint.EnsureSuccessStatusCode();
    }
}
