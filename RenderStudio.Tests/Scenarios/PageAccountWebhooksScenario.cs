using Microsoft.Playwright;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Deliveries;

namespace RenderStudio.Tests.Scenarios;

/// <summary>A user of the studio page lets a server of theirs receive events.</summary>
public sealed class PageAccountWebhooksScenario(SharedStudio shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task An_endpoint_receives_a_test_and_its_replay_and_is_paused_rotated_and_deleted()
    {
        var studio = await shared.RunningAsync();
        await using var server = await OwnersServer.StartAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync($"hooks-{Guid.NewGuid():n}");
        await visit.Link("Account").ClickAsync();
        await visit.Link("Webhooks").ClickAsync();

        var secret = await AddAsync(visit, server.Url.AbsoluteUri);
        studio.Secret("secret", secret);
        await visit.Link(server.Url.AbsoluteUri).ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("Nothing was sent yet."));
        await visit.Button("Send a test").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("Delivered", new() { Exact = true }));
        await visit.Page.GetByText("Send again", new() { Exact = true }).ClickAsync();
        var received = await server.ReceivesAsync(2, Patience);
        Assert.Equal("endpoint.test", received[0].Type);
        Assert.Equal(received[0].Id, received[1].Id);
        await PageVisit.ShowsAsync(visit.Page.GetByText("Delivered", new() { Exact = true }));

        studio.Secret("rotated secret", await RotateAsync(visit, secret));
        await visit.Button("Pause").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("Paused", new() { Exact = true }));
        await visit.Button("Resume").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Send a test"));
        await visit.Button("Delete").ClickAsync();
        await Confirm(visit, "Delete").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("No server receives events yet."));

        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_new_secret_is_not_shown_at_another_endpoint()
    {
        var studio = await shared.RunningAsync();
        await using var server = await OwnersServer.StartAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync($"hooks-{Guid.NewGuid():n}");
        await visit.Page.GotoAsync("/studio/account/webhooks");
        var (first, second) = (server.Url.AbsoluteUri, $"{server.Url.AbsoluteUri}?second");
        studio.Secret("first secret", await AddAsync(visit, first));
        studio.Secret("second secret", await AddAsync(visit, second));

        await visit.Link(first).ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading(first));
        await visit.Link("Webhooks").First.ClickAsync();
        await visit.Link(second).ClickAsync();
        await visit.Button("New secret").ClickAsync();
        await Confirm(visit, "New secret").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("it is never shown again"));
        studio.Secret("rotated secret", await visit.Page.Locator("secret-note code").InnerTextAsync());
        // From the second endpoint to the first one at once, past the list between them.
        await visit.Page.EvaluateAsync("history.go(-2)");
        await PageVisit.ShowsAsync(visit.Heading(first));

        await Assertions.Expect(visit.Page.Locator("secret-note")).ToHaveCountAsync(0);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_refused_address_has_its_sentence_at_the_field()
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync($"hooks-{Guid.NewGuid():n}");
        await visit.Page.GotoAsync("/studio/account/webhooks");

        await visit.Button("New webhook").ClickAsync();
        var url = visit.Page.GetByLabel("Address of your server");
        visit.ExpectStatus("/api/v1/webhook-endpoints", 422);
        await url.FillAsync("http://shop.example.com/hook");
        await visit.Button("Add the webhook").ClickAsync();

        await PageVisit.ShowsAsync(visit.Page.GetByText("Must begin with https://."));
        await Assertions.Expect(url).ToBeFocusedAsync();
        Assert.Empty(visit.Faults);
    }

    private static async Task<string> AddAsync(PageVisit visit, string url)
    {
        await visit.Button("New webhook").ClickAsync();
        await visit.Page.GetByLabel("Address of your server").FillAsync(url);
        await visit.Button("Add the webhook").ClickAsync();
        return await SecretAsync(visit);
    }

    private static async Task<string> RotateAsync(PageVisit visit, string before)
    {
        await visit.Button("New secret").ClickAsync();
        await Confirm(visit, "New secret").ClickAsync();
        var secret = await SecretAsync(visit);
        await PageVisit.ShowsAsync(visit.Page.GetByText("The former secret is valid until"));
        Assert.NotEqual(before, secret);
        return secret;
    }

    private static async Task<string> SecretAsync(PageVisit visit)
    {
        await PageVisit.ShowsAsync(visit.Page.GetByText("it is never shown again"));
        var secret = await visit.Page.Locator("secret-note code").InnerTextAsync();
        await visit.Button("I have kept it").ClickAsync();
        await Assertions.Expect(visit.Page.GetByText(secret)).ToHaveCountAsync(0);
        return secret;
    }

    private static ILocator Confirm(PageVisit visit, string action) =>
        visit.Page.GetByRole(AriaRole.Dialog).GetByText(action, new() { Exact = true });
}
