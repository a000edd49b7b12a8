using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>A user of the studio page buys credits at the simulated Stripe.</summary>
public sealed class PageAccountPurchaseScenario(SharedStudio shared)
{
    [Fact]
    public async Task A_bought_pack_is_awaited_and_arrives_on_the_account_screen()
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync($"buyer-{Guid.NewGuid():n}");
        await visit.Link("Account").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("A$10.00"));
        await using var delay = await DelayedUsage.OfAsync(visit.Page);

        await visit.Button("Buy 100 credits").ClickAsync();
        await PayButton(visit).ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("Your credits arrive within a moment."));
        await delay.EndAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("100 credits have arrived."));
        await PageVisit.ShowsAsync(visit.Page.GetByText("Purchased", new() { Exact = true }));
        await PageVisit.ShowsAsync(visit.Button("Invoices and subscription"));

        Assert.Equal("/studio/account", new Uri(visit.Page.Url).PathAndQuery);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_canceled_purchase_charges_nothing_and_a_return_from_the_portal_says_nothing()
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync($"canceler-{Guid.NewGuid():n}");
        await visit.Link("Account").ClickAsync();

        await visit.Button("Buy 100 credits").ClickAsync();
        await visit.Link("Back").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("Nothing was charged."));
        await PageVisit.ShowsAsync(visit.Page.GetByText("Latest changes"));
        await Assertions.Expect(visit.Page.GetByText("Purchased", new() { Exact = true })).ToHaveCountAsync(0);
        await visit.Button("Invoices and subscription").PressAsync("Enter");
        await visit.Link("Back").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("Latest changes"));
        await Assertions.Expect(visit.Page.GetByText("Nothing was charged.")).ToHaveCountAsync(0);

        Assert.Equal("/studio/account", new Uri(visit.Page.Url).PathAndQuery);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_link_that_says_paid_announces_nothing_without_a_checkout()
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        // The credits of the plan are granted now.
        await visit.SignInAsync($"visitor-{Guid.NewGuid():n}");

        await visit.Page.GotoAsync("/studio/account?purchase=paid");
        await PageVisit.ShowsAsync(visit.Page.GetByText("Granted", new() { Exact = true }).First);

        await PageVisit.ShowsNoAsync(visit.Page.Locator("purchase-note"));
        Assert.Equal("/studio/account", new Uri(visit.Page.Url).PathAndQuery);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_picture_that_costs_more_than_what_is_left_leads_to_a_plan_that_is_bought()
    {
        var studio = await shared.RunningAsync();
        var name = $"free-{Guid.NewGuid():n}";
        await SpendAsync(studio, name);
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync(name);

        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Imagine" }).CheckAsync();
        await visit.Page.GetByLabel("Describe it").FillAsync("a den");
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "2", Exact = true }).CheckAsync();
        await visit.Link("Get more credits").ClickAsync();
        await visit.Button("Choose Pro").ClickAsync();
        await PayButton(visit).ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("credits have arrived."));
        await PageVisit.ShowsAsync(visit.Button("Change to Studio"));

        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_plan_that_is_told_before_its_payment_is_awaited_with_its_credits()
    {
        var studio = await shared.RunningAsync();
        var name = $"early-{Guid.NewGuid():n}";
        await studio.TokenAsync(name, "free");
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync(name);
        await visit.Link("Account").ClickAsync();
        await using var delay = await DelayedUsage.OfAsync(visit.Page);

        await visit.Button("Choose Pro").ClickAsync();
        delay.Replace("\"plan\":\"free\"", "\"plan\":\"pro\"");
        await PayButton(visit).ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Change to Studio"));
        await PageVisit.ShowsAsync(visit.Page.GetByText("Your credits arrive within a moment."));
        await delay.EndAsync();

        await PageVisit.ShowsAsync(visit.Page.GetByText("300 credits have arrived."));
        Assert.Empty(visit.Faults);
    }

    /// <summary>Leaves one of the twenty credits of the free plan: six are charged three times, then one.</summary>
    private static async Task SpendAsync(StudioProcess studio, string name)
    {
        using var http = studio.Client(await studio.TokenAsync(name, "free"));
        using var user = new StudioUser(http);
        foreach (var (variants, model) in Enumerable.Repeat((2, "black-forest-labs/flux-dev"), 3)
            .Append((1, "black-forest-labs/flux-schnell")))
        {
            await user.SucceededAsync(
                await user.SubmitAsync(new { mode = "imagine", prompt = "a den", variants, model }));
        }
    }

    private static ILocator PayButton(PageVisit visit) =>
        visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Pay ") });

    /// <summary>Shows the page the usage of before the purchase, as if the event of Stripe were late.</summary>
    private sealed class DelayedUsage(IPage page) : IAsyncDisposable
    {
        private const string Address = "**/api/v1/usage";

        private string? body;

        public static async Task<DelayedUsage> OfAsync(IPage page)
        {
            var delayed = new DelayedUsage(page);
            await page.RouteAsync(Address, delayed.AnswerAsync);
            await page.ReloadAsync();
            await PageVisit.ShowsAsync(page.GetByText("Latest changes"));
            return delayed;
        }

        public void Replace(string before, string after)
        {
            Assert.Contains(before, body);
            body = body!.Replace(before, after, StringComparison.Ordinal);
        }

        public Task EndAsync() => page.UnrouteAsync(Address);

        public async ValueTask DisposeAsync() => await EndAsync();

        private async Task AnswerAsync(IRoute route)
        {
            body ??= await (await route.FetchAsync()).TextAsync();
            await route.FulfillAsync(new() { Body = body, ContentType = "application/json" });
        }
    }
}
