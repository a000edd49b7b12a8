using System.Net;
using Microsoft.Playwright;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Scenarios;

/// <summary>A user of the studio page creates an API key and revokes it, with the keyboard only.</summary>
public sealed class PageAccountKeysScenario(SharedStudio shared)
{
    [Fact]
    public async Task A_key_of_the_page_calls_the_API_until_it_is_revoked()
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync($"keys-{Guid.NewGuid():n}");
        await visit.Link("Account").PressAsync("Enter");
        await visit.Link("API keys").PressAsync("Enter");

        var key = await CreateAsync(visit);
        studio.Secret("key", key);
        using var program = studio.Client(key);
        Assert.Equal(HttpStatusCode.OK, await UsageAsync(program));
        await visit.Button("I have kept it").PressAsync("Enter");
        await FocusedAsync(visit.Button("New key"));
        await Assertions.Expect(visit.Page.GetByText(key)).ToHaveCountAsync(0);
        await PageVisit.ShowsAsync(visit.Page.GetByText("0 of 50 credits this month"));

        await visit.Button("Revoke The shop").PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Escape");
        await FocusedAsync(visit.Button("Revoke The shop"));
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.GetByRole(AriaRole.Dialog).GetByText("Revoke", new() { Exact = true }).PressAsync("Enter");
        await PageVisit.ShowsAsync(visit.Page.GetByText("There are no keys yet."));
        await FocusedAsync(visit.Heading("API keys"));
        await Eventually.BecomesAsync(() => UsageAsync(program), status => status == HttpStatusCode.Unauthorized);

        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_field_that_the_API_rejects_has_the_sentence_and_the_focus()
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync($"keys-{Guid.NewGuid():n}");
        await visit.Page.GotoAsync("/studio/account/keys");

        await visit.Button("New key").ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("The shop");
        var cap = visit.Page.GetByLabel("Credits per month, at most");
        visit.ExpectStatus("/api/v1/api-keys", 422);
        await cap.FillAsync("many");
        await visit.Button("Create the key").ClickAsync();

        await FocusedAsync(cap);
        await PageVisit.ShowsAsync(visit.Page.GetByText("Must be a whole number"));
        Assert.Empty(visit.Faults);
    }

    private static async Task<string> CreateAsync(PageVisit visit)
    {
        await visit.Button("New key").PressAsync("Enter");
        await FocusedAsync(visit.Page.GetByLabel("Name", new() { Exact = true }));
        await visit.Page.Keyboard.TypeAsync("The shop");
        await visit.Page.GetByLabel("Credits per month, at most").PressSequentiallyAsync("50");
        await visit.Page.Keyboard.PressAsync("Enter");
        await PageVisit.ShowsAsync(visit.Page.GetByText("it is never shown again"));
        return await visit.Page.Locator("secret-note code").InnerTextAsync();
    }

    private static Task FocusedAsync(ILocator element) => Assertions.Expect(element).ToBeFocusedAsync();

    private static async Task<HttpStatusCode> UsageAsync(HttpClient program)
    {
        using var answer = await program.GetAsync("/api/v1/usage");
        return answer.StatusCode;
    }
}
